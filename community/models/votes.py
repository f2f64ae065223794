"""Who says what helps them: each person once, and they may take it back."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from community.models.post import Post
from community.models.topic import Topic


class TopicVote(models.Model):
    """“I have the same question”, or “I want this too”."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "user"], name="topic_vote_once")]
        indexes = [models.Index(fields=["topic", "created_at"], name="topic_votes_lately")]

    def __str__(self) -> str:
        return f"{self.user_id} for topic {self.topic_id}"


class PostVote(models.Model):
    """“This helped me.”"""

    post = models.ForeignKey(Post, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "user"], name="post_vote_once")]
        indexes = [models.Index(fields=["user", "-id"], name="post_votes_of_user")]

    def __str__(self) -> str:
        return f"{self.user_id} for post {self.post_id}"
