from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from community.models.topic import Topic


class TopicReader(models.Model):
    """One person and one topic: how far they have read, and whether they want to hear of it."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    read_number = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    followed_at = models.DateTimeField(null=True, blank=True)
    # Followed to be found in the list, and told of nothing.
    quiet = models.BooleanField(default=False, db_default=False)
    # Never again of its own accord, whatever they do here.
    muted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "user"], name="topic_reader_once")]
        indexes = [
            models.Index(fields=["user", "-id"], condition=Q(followed_at__isnull=False), name="topics_followed"),
            models.Index(fields=["topic"], condition=Q(followed_at__isnull=False), name="topic_followers"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in topic {self.topic_id}"

    @property
    def level(self) -> str:
        """What they said of the topic, in the words of `PlaceWish.Level`; empty for nothing."""
        if self.followed_at is not None:
            return "track" if self.quiet else "watch"
        return "mute" if self.muted_at is not None else ""
