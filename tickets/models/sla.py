from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from accounts.models import Calendar
from tickets.models.kinds import Category, Metric, Priority


class Mode(models.TextChoices):
    BUSINESS = "business", "Business hours"
    CALENDAR = "calendar", "Calendar hours"


def default_pauses() -> list[str]:
    return [Category.WAITING_CUSTOMER.value, Category.WAITING_THIRD_PARTY.value]


def check_warnings(shares: Any) -> None:
    known = isinstance(shares, list) and all(isinstance(share, int) and 0 < share < 100 for share in shares)
    if not known or shares != sorted(set(shares)):
        raise ValidationError("Warnings are shares between 1 and 99 %, rising.")


def default_warnings() -> list[int]:
    return [75, 90]


class SlaPolicyQuerySet(models.QuerySet["SlaPolicy"]):
    def in_use(self) -> SlaPolicyQuerySet:
        """Return the policies administrators look after, with those that wait to be mended."""
        return self.filter(retired_at=None)

    def in_force(self) -> SlaPolicyQuerySet:
        return self.in_use().filter(disabled_reason="")


class SlaPolicy(models.Model):
    """What we promise to whom. The first policy whose conditions a ticket meets is the ticket's."""

    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)
    # A tree as tickets.conditions knows it; {} covers every ticket.
    conditions = models.JSONField(default=dict, blank=True)
    calendar = models.ForeignKey(Calendar, models.PROTECT, related_name="sla_policies")
    # Categories in which the resolution clock stands still. Replies are owed whatever the status says.
    pauses_in = models.JSONField(default=default_pauses, blank=True)
    # The shares of the time, in percent and rising, that are warned of once each.
    warnings = models.JSONField(
        default=default_warnings,
        db_default=models.Value([75, 90], models.JSONField()),
        blank=True,
        validators=[check_warnings],
    )
    # Counts changes, of the targets too: clocks started under an older one are set anew.
    version = models.PositiveIntegerField(default=1)
    # Why the machine put it out of force: it asks for something that is gone. Empty while it is in force.
    disabled_reason = models.TextField(blank=True, default="", db_default="")
    # Never deleted: clocks were judged by it.
    retired_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = SlaPolicyQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name_plural = "SLA policies"

    def __str__(self) -> str:
        return self.name


class SlaTarget(models.Model):
    """How long one thing may take for one priority."""

    policy = models.ForeignKey(SlaPolicy, models.CASCADE, related_name="targets")
    priority = models.PositiveSmallIntegerField(choices=Priority)
    metric = models.CharField(max_length=16, choices=Metric)
    seconds = models.PositiveIntegerField()
    mode = models.CharField(max_length=8, choices=Mode, default=Mode.BUSINESS)

    class Meta:
        ordering = ["policy", "-priority", "metric"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "priority", "metric"], name="sla_target_once"),
            models.CheckConstraint(condition=models.Q(seconds__gte=15), name="sla_target_reachable"),
        ]

    def __str__(self) -> str:
        return f"{self.get_metric_display()} in {self.seconds} s"
