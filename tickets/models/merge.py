from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from tickets.models.ticket import Ticket


class TicketMerge(models.Model):
    """An edge from a ticket to the one it became part of. No message ever moves, so it can be taken back.

    `target` is where it was merged; `into` where it can be read now, should the target have been merged since.
    """

    source = models.ForeignKey(Ticket, models.CASCADE, related_name="merges")
    target = models.ForeignKey(Ticket, models.CASCADE, related_name="merged_here")
    into = models.ForeignKey(Ticket, models.CASCADE, related_name="merged_in")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    merged_at = models.DateTimeField()
    # What it takes to restore the source, and what was added to the target (operations/merging.py).
    before = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source"], condition=Q(undone_at=None), name="merge_into_one"),
            models.CheckConstraint(condition=~Q(source=models.F("into")), name="merge_not_into_itself"),
        ]
        indexes = [models.Index(fields=["into"], condition=Q(undone_at=None), name="merge_shown_in")]

    def __str__(self) -> str:
        return f"{self.source_id} into {self.target_id}"
