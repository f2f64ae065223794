from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from community.models.topic import Topic


class PostDraft(models.Model):
    """What somebody began to write and did not send: one for each topic, and one for a new topic."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, blank=True, related_name="+")
    forum = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=160, blank=True)
    tags = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "topic"], name="post_draft_once"),
            models.UniqueConstraint(fields=["user"], condition=Q(topic=None), name="topic_draft_once"),
        ]

    def __str__(self) -> str:
        return self.title or f"Draft of {self.user_id}"
