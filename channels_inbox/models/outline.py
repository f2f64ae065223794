from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models


class Outline(models.Model):
    """What a channel says by itself, as a tree of steps (channels_inbox/outlines.py): the draft that is edited.

    Each kind adds its `channel`, and in `published` the version in force.
    """

    draft = models.JSONField(default=dict)
    # Counts changes.
    version = models.PositiveIntegerField(default=1, db_default=1)

    if TYPE_CHECKING:
        objects: Any
        channel: Any
        channel_id: int
        published: Any
        versions: Any

    class Meta:
        abstract = True


class OutlineVersion(models.Model):
    """An outline as it was put into force. Never changed: what goes on ends on the version it began with."""

    number = models.PositiveIntegerField()
    tree = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"Version {self.number}"
