from __future__ import annotations

from django.db import models

from channels_inbox.models.channel import Channel


class MailboxState(models.Model):
    """How far an IMAP folder has been read. UIDs only grow while UIDVALIDITY stays (RFC 3501, 2.3.1.1)."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="mailboxes")
    folder = models.CharField(max_length=200)
    uid_validity = models.BigIntegerField()
    last_uid = models.BigIntegerField(default=0)
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "folder"], name="mailbox_folder_once")]

    def __str__(self) -> str:
        return f"{self.channel_id} {self.folder}"
