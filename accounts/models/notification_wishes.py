from __future__ import annotations

from django.conf import settings
from django.db import models

from accounts.models.notification import Notification

Kind = Notification.Kind


class Way(models.TextChoices):
    """How somebody wants to hear of one kind of news."""

    DESK = "desk", "At the desk"
    MAIL = "mail", "At the desk and by mail at once"
    DIGEST = "digest", "At the desk, and in a mail of what is unread"
    OFF = "off", "Not at all"


# Nobody asked for mail yet; what makes somebody late is worth one all the same.
STANDARD: dict[str, str] = {
    **dict.fromkeys(Kind.values, Way.DESK.value),
    Kind.SLA_BREACH.value: Way.MAIL.value,
    Kind.RULE_DISABLED.value: Way.MAIL.value,
}


class NotificationWishes(models.Model):
    """How one person wants to hear of each kind. Without a row, and for kinds not in it, STANDARD holds."""

    class Every(models.IntegerChoices):
        QUARTER = 15, "every 15 minutes"
        HOUR = 60, "every hour"
        HALF_DAY = 240, "every 4 hours"
        DAY = 1440, "once a day"

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="notification_wishes"
    )
    # {"mentioned": "mail", "reply": "digest", …}
    ways = models.JSONField(default=dict, blank=True)
    digest_minutes = models.PositiveSmallIntegerField(choices=Every, default=Every.HOUR)

    def __str__(self) -> str:
        return f"Wishes of {self.user_id}"

    def way(self, kind: str) -> Way:
        return Way(self.ways.get(kind) or STANDARD[kind])
