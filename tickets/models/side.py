from __future__ import annotations

from django.conf import settings
from django.db import models

from accounts.models import Customer
from tickets.models.message import Message
from tickets.models.ticket import Ticket


class SideConversation(models.Model):
    """A thread with somebody outside about a ticket, which the ticket's customer never sees."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="side_conversations")
    # Who is asked. Their answers come back here, whatever address of theirs they write from.
    person = models.ForeignKey(Customer, models.PROTECT, related_name="side_conversations")
    address = models.CharField(max_length=320)
    subject = models.CharField(max_length=250)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.subject} with {self.address}"


class SideMessage(models.Model):
    """Says of a message which side conversation it belongs to. Apart from the message, whose table is big."""

    message = models.OneToOneField(Message, models.CASCADE, primary_key=True, related_name="aside")
    side = models.ForeignKey(SideConversation, models.CASCADE, related_name="said")

    def __str__(self) -> str:
        return f"{self.message_id} in {self.side_id}"
