from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F
from django.utils import timezone

from knowledgebase.models.readers import ForReaders, ForReadersQuerySet
from knowledgebase.status.states import State


def today() -> date:
    return timezone.now().date()


class ComponentGroup(models.Model):
    """A heading of the status page with parts below it."""

    name = models.CharField(max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class ComponentQuerySet(ForReadersQuerySet):
    def in_order(self) -> ComponentQuerySet:
        """As the page shows them: those without a group first, then group by group."""
        return self.select_related("group").order_by(
            F("group__position").asc(nulls_first=True), "group", "position", "pk"
        )


class Component(ForReaders):
    """A part of what we offer, as customers know it: the shop, the chat, a service of theirs.

    `status` is what counts of all that is said of it (ComponentStatus); operations.component_states keeps it.
    """

    group = models.ForeignKey(ComponentGroup, models.PROTECT, null=True, blank=True, related_name="components")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=80)
    description = models.CharField(max_length=300, blank=True)
    status = models.CharField(max_length=14, choices=State, default=State.OPERATIONAL)
    only_when_degraded = models.BooleanField(default=False)
    shows_uptime = models.BooleanField(default=True)
    # Days before it are not measured.
    start_date = models.DateField(default=today)
    created_at = models.DateTimeField(auto_now_add=True)
    # When its state last became another.
    changed_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects = ComponentQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name
