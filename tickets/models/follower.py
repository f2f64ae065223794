from __future__ import annotations

from django.conf import settings
from django.db import models

from tickets.models.message import Message
from tickets.models.ticket import Ticket


class Follower(models.Model):
    """An agent who wants to hear of a ticket that is not theirs. It lets nobody see what they could not see."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="followers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="followed_tickets")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["ticket", "user"], name="follower_once")]

    def __str__(self) -> str:
        return f"{self.user_id} follows {self.ticket_id}"


class Mention(models.Model):
    """A colleague named in a note with an @."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="mentions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mentions")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["message", "user"], name="mention_once")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.message_id}"
