from __future__ import annotations

from django.conf import settings
from django.db import models

from community.models.topic import Topic


class IdeaStep(models.Model):
    """An idea came to a state, with what the company says to it. The newest is shown on top."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="steps")
    state = models.CharField(max_length=8, choices=Topic.State)
    note = models.TextField(blank=True)
    html = models.TextField(blank=True)
    # As readers are told: “Early 2027”.
    expected = models.CharField(max_length=60, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.topic_id}: {self.state}"
