from __future__ import annotations

from django.conf import settings
from django.db import models

from tickets.models.attachment import Attachment
from tickets.models.ticket import Ticket


class Draft(models.Model):
    """What an agent has typed and not sent: one per agent and ticket, on every device."""

    class Mode(models.TextChoices):
        REPLY = "reply", "Reply"
        NOTE = "note", "Internal note"

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="drafts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    mode = models.CharField(max_length=5, choices=Mode, default=Mode.REPLY)
    text = models.TextField(blank=True)
    attachments = models.ManyToManyField(Attachment, blank=True, related_name="drafts")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "user"], name="draft_one_per_agent")]
        indexes = [models.Index(fields=["user", "-updated_at"], name="draft_of_agent")]

    def __str__(self) -> str:
        return f"Draft of {self.user_id} in {self.ticket_id}"
