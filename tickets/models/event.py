from __future__ import annotations

from django.conf import settings
from django.db import models

from accounts.models import Customer
from tickets.models.message import Message
from tickets.models.ticket import Ticket


class Event(models.Model):
    """One thing that happened to a ticket: its audit trail and its timeline. Rows are only ever added.

    Written by `tickets.events.record` alone. `action` is a past-tense word, `particulars` its values
    before and after; a `message_added` event carries the message.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="events")
    # Position in the ticket's timeline, without gaps: live pages ask for everything after one they hold.
    seq = models.PositiveIntegerField()
    action = models.CharField(max_length=32)
    by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    by_customer = models.ForeignKey(Customer, models.PROTECT, null=True, blank=True, related_name="+")
    message = models.OneToOneField(Message, models.CASCADE, null=True, blank=True, related_name="event")
    particulars = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["ticket", "seq"]
        constraints = [models.UniqueConstraint(fields=["ticket", "seq"], name="event_position_once")]

    def __str__(self) -> str:
        return f"{self.action} on {self.ticket_id}"
