from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models

from tickets.models.kinds import Category


class StatusQuerySet(models.QuerySet["Status"]):
    def in_use(self) -> StatusQuerySet:
        """Leave out statuses tickets are given no more."""
        return self.filter(retired_at=None)


class Status(models.Model):
    """An administrator's name for a stage of work, under one of the fixed categories."""

    name = models.CharField(max_length=60, unique=True, help_text="What agents read.")
    customer_name = models.CharField(max_length=80, help_text="What the customer reads.")
    slug = models.SlugField(max_length=60, unique=True)
    category = models.CharField(max_length=20, choices=Category)
    position = models.PositiveSmallIntegerField(default=0)
    # The one to use when the machine needs a status of this category.
    is_default = models.BooleanField(default=False)
    # What becomes of a ticket that stays in it for so long, by itself.
    next_status = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    next_after_days = models.PositiveSmallIntegerField(null=True, blank=True)
    # Never deleted: tickets are in it, and the past names it.
    retired_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1)

    objects = StatusQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["category"],
                condition=models.Q(is_default=True),
                name="status_one_default_per_category",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def gives_way_at(self, since: datetime) -> datetime | None:
        """Return when a ticket that is in it since a moment goes on to the next status by itself."""
        return since + timedelta(days=self.next_after_days or 0) if self.next_status_id else None
