from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import get_random_string


def storage_path(row: CommunityImport, name: str) -> str:
    """Keep nothing of the name that was sent."""
    return f"community/{timezone.now():%Y/%m}/{get_random_string(32)}.import"


class CommunityImport(models.Model):
    """A file somebody sent to be taken in: checked line by line, then written whole or not at all."""

    class Format(models.TextChoices):
        JSONL = "jsonl", "JSON lines"
        DISCOURSE = "discourse", "Discourse (script/discourse export_categories)"

    class State(models.TextChoices):
        WAITING = "waiting", "Waits"
        RUNNING = "running", "Is being read"
        DONE = "done", "Taken in"
        REFUSED = "refused", "Nothing was taken in"

    format = models.CharField(max_length=9, choices=Format)
    name = models.CharField(max_length=255)
    file = models.FileField(upload_to=storage_path, max_length=100)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    # {"forums": 3, …}: what was written; and [[line, text], …]: what was wrong.
    written: Any = models.JSONField(default=dict, blank=True)
    problems: Any = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["id"], condition=Q(finished_at=None), name="community_import_open")]

    def __str__(self) -> str:
        return self.name
