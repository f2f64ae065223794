from __future__ import annotations

from django.conf import settings
from django.db import models

from tickets.models.ticket import Ticket


class Visit(models.Model):
    """How far an agent has read a ticket: the dot in the list and the “new since you looked” line."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="visits")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="visits")
    seen_seq = models.PositiveIntegerField(default=0)
    seen_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "ticket"], name="visit_once_per_agent")]

    def __str__(self) -> str:
        return f"{self.user_id} read {self.ticket_id} to {self.seen_seq}"
