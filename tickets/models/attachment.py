from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from tickets.models.message import Message


def new_token() -> str:
    """Return 192 random bits: an attachment's address cannot be guessed."""
    return secrets.token_urlsafe(24)


def storage_path(attachment: Attachment, _name: str) -> str:
    """Store under the token alone: a sender's file name never touches the disk."""
    return f"attachments/{attachment.token[:2]}/{attachment.token}"


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: Any) -> AttachmentQuerySet:
        """Files of messages this person may read, and their own uploads not sent yet."""
        from tickets.models.ticket import Ticket

        if not user.is_authenticated:
            return self.none()
        tickets = Ticket.objects.read_by(user).values("pk")
        readable = Q(message__ticket__in=tickets)
        if not user.is_agent:
            readable &= Q(message__public=True)
        return self.filter(readable | Q(message=None, uploaded_by=user))


class Attachment(models.Model):
    """A file of a message, or (message empty) an upload waiting in somebody's composer."""

    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    message = models.ForeignKey(Message, models.CASCADE, null=True, blank=True, related_name="attachments")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    file = models.FileField(upload_to=storage_path, max_length=100)
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=127)
    size = models.PositiveBigIntegerField()
    # Shown inside the HTML body by Content-ID, so not listed below it.
    inline = models.BooleanField(default=False)
    content_id = models.CharField(max_length=255, blank=True)
    # The bytes are those of another row: a message that was taken along to a second ticket.
    shared = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            # What the daily sweep of abandoned uploads asks.
            models.Index(
                fields=["created_at"],
                condition=Q(message=None),
                name="attachment_unsent",
            ),
            # What keeps a stored file whose first row is gone.
            models.Index(fields=["file"], condition=Q(shared=True), name="attachment_shared"),
        ]

    def __str__(self) -> str:
        return self.name
