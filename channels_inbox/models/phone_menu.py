from __future__ import annotations

from django.db import models

from channels_inbox.models.channel import Channel
from channels_inbox.models.outline import Outline, OutlineVersion


class PhoneMenu(Outline):
    """What callers of a channel hear: the draft that is edited, and which version is in force."""

    channel = models.OneToOneField(Channel, models.CASCADE, related_name="menu")
    published = models.ForeignKey("MenuVersion", models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"Menu of {self.channel}"


class MenuVersion(OutlineVersion):
    """A menu as it was put into force."""

    menu = models.ForeignKey(PhoneMenu, models.CASCADE, related_name="versions")

    class Meta(OutlineVersion.Meta):
        constraints = [models.UniqueConstraint(fields=["menu", "number"], name="menu_version_once")]
