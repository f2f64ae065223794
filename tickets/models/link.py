from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from tickets.models.ticket import Ticket


class TicketLink(models.Model):
    """Two tickets that have to do with each other, read from source to target: “source is a child of target”."""

    class Kind(models.TextChoices):
        RELATED = "related", "Related to"
        DUPLICATE = "duplicate", "Duplicate of"
        CHILD = "child", "Part of"
        SPLIT = "split", "Split off from"

    source = models.ForeignKey(Ticket, models.CASCADE, related_name="links")
    target = models.ForeignKey(Ticket, models.CASCADE, related_name="links_here")
    kind = models.CharField(max_length=9, choices=Kind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "kind"], name="link_once"),
            models.UniqueConstraint(fields=["source"], condition=Q(kind="child"), name="link_one_parent"),
            models.CheckConstraint(condition=~Q(source=models.F("target")), name="link_not_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.get_kind_display()} {self.target_id}"
