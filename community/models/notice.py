from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from community.models.idea import IdeaStep
from community.models.post import Post
from community.models.topic import Topic
from community.standing import Standing


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: object) -> NoticeQuerySet:
        """Those of one person, about what they may still read now."""
        standing = Standing.of(user)  # type: ignore[arg-type]
        posts = Post.objects.open_to(standing).filter(removed_at=None, held_at=None)
        topics = Topic.objects.listed().open_to(standing)
        about = Q(post=None, topic__in=topics.values("pk")) | Q(post__in=posts.values("pk"))
        return self.filter(about, user=standing.user)


class Notice(models.Model):
    """One piece of news of the community for one customer; colleagues have the desk's notifications.

    It holds no words of its own: what it is about is read when it is shown, with the rights of that moment.
    """

    class Kind(models.TextChoices):
        MENTION = "mention", "Somebody names you"
        REPLY = "reply", "Somebody answers you"
        ACCEPTED = "accepted", "An answer solved a question"
        STATE = "state", "An idea moved on"
        TOPIC = "topic", "A topic began where you watch"
        POST = "post", "A post in a topic you watch"
        MERGED = "merged", "A topic became part of another"
        SPLIT = "split", "What you wrote is a topic of its own"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, models.CASCADE, null=True, related_name="+")
    step = models.ForeignKey(IdeaStep, models.CASCADE, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    # The occasion: one person hears of it once, for the first of its reasons.
    key = models.CharField(max_length=40)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="community_notice_once")]
        indexes = [
            models.Index(fields=["user", "-id"], name="community_notice_of_user"),
            models.Index(fields=["user", "-id"], condition=Q(read_at=None), name="community_notice_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"
