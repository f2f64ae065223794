from __future__ import annotations

from django.db import models


class StatusPage(models.Model):
    """How the status page behaves. One row, made by the migration."""

    # A sentence or two below the heading.
    intro = models.CharField(max_length=300, blank=True)
    # How long before planned work a reminder goes out; 0 sends none.
    remind_hours = models.PositiveSmallIntegerField(default=24)
    # After how long without news an open incident's writer is asked for some; 0 asks nobody.
    nudge_hours = models.PositiveSmallIntegerField(default=2)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return "Status page"

    @classmethod
    def settings(cls) -> StatusPage:
        return cls.objects.get()
