from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from helpdesk.lib.html import html_to_text
from knowledgebase.models.incident import Incident


class IncidentUpdate(models.Model):
    """What was told about an incident at one moment. Once it is out it stays; a correction keeps what stood there."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="updates")
    status = models.CharField(max_length=13, choices=Incident.Status)
    body = models.TextField(blank=True)
    # `body`, Markdown, as it is shown.
    html = models.TextField(blank=True)
    # What it made of the parts: [{"component": 3, "name": "Shop", "was": "operational", "now": "degraded"}]
    changes = models.JSONField(default=list, blank=True)
    # Nobody is told of it; it stands on the page all the same.
    silent = models.BooleanField(default=False)
    # Nobody: the clock or a monitor did it.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["incident", "-at", "-id"], name="incident_update_latest")]

    def __str__(self) -> str:
        return f"{self.get_status_display()}: {self.body[:60]}"

    @property
    def text(self) -> str:
        """Return its words without marks, as letters and messengers show them."""
        return html_to_text(self.html).strip()


class IncidentCorrection(models.Model):
    """What an update said before somebody corrected it."""

    corrected = models.ForeignKey(IncidentUpdate, models.CASCADE, related_name="corrections")
    body = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Update {self.corrected_id} until {self.at}"
