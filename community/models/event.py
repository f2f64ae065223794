from __future__ import annotations

from django.conf import settings
from django.db import models

from community.models.post import Post
from community.models.topic import Topic


class CommunityEvent(models.Model):
    """Something somebody did that others may ask about: the log of moderation and of everything that changed."""

    topic = models.ForeignKey(Topic, models.CASCADE, null=True, related_name="events")
    post = models.ForeignKey(Post, models.CASCADE, null=True, related_name="+")
    # Whom it concerned, when it was done to a person.
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    action = models.CharField(max_length=24)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    particulars = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["topic", "-id"], name="community_event_of_topic"),
            models.Index(fields=["person", "-id"], name="community_event_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.topic_id}"
