from __future__ import annotations

from django.conf import settings
from django.db import models

from channels_inbox.models.channel import Channel


class PhoneMenu(models.Model):
    """What callers of a channel hear: the draft that is edited, and which version is in force."""

    channel = models.OneToOneField(Channel, models.CASCADE, related_name="menu")
    draft = models.JSONField(default=dict)
    # Counts changes of the draft.
    version = models.PositiveIntegerField(default=1, db_default=1)
    published = models.ForeignKey("MenuVersion", models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"Menu of {self.channel}"


class MenuVersion(models.Model):
    """A menu as it was put into force. Never changed: a call ends on the version it began with."""

    menu = models.ForeignKey(PhoneMenu, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    tree = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["menu", "number"], name="menu_version_once")]

    def __str__(self) -> str:
        return f"Version {self.number}"
