from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from tickets.models.ticket import Ticket


class Snooze(models.Model):
    """A ticket put aside until a moment. `Ticket.snoozed_until` copies the one that has not ended."""

    class Cause(models.TextChoices):
        TIME = "time", "Its time came"
        MESSAGE = "message", "The customer wrote"
        PERSON = "person", "Somebody woke it"
        CHANGED = "changed", "Another time was chosen"
        FINISHED = "finished", "The ticket was finished"

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="snoozes")
    until = models.DateTimeField()
    # Empty when a rule did it.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    woken_at = models.DateTimeField(null=True, blank=True)
    cause = models.CharField(max_length=8, choices=Cause, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(woken_at=None), name="snooze_one_at_a_time")
        ]
        # All the sweep asks.
        indexes = [models.Index(fields=["until", "id"], condition=Q(woken_at=None), name="snooze_asleep")]

    def __str__(self) -> str:
        return f"{self.ticket_id} until {self.until:%Y-%m-%d %H:%M}"
