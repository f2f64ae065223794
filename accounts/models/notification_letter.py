from __future__ import annotations

from django.conf import settings
from django.db import models

from helpdesk.lib.delivery import Delivery


class NotificationLetter(Delivery):
    """One mail to a person at the desk with the news they had not read. Sent by `channels_inbox.notification_mail`."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notification_letters")
    # Fixed when it is written: however often it is tried, it stays one letter.
    external_id = models.CharField(max_length=255, unique=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(state__in=["queued", "sending"]),
                name="notification_letter_waiting",
            ),
            models.Index(fields=["user", "-created_at"], name="notification_letter_latest"),
        ]

    def __str__(self) -> str:
        return self.external_id
