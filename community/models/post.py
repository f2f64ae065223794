from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from community.models.topic import Topic
from community.standing import Standing
from knowledgebase.audience import Reader


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, reader: Reader) -> PostQuerySet:
        """Those of topics this person may read, that are neither removed nor wait for a moderator."""
        return self.open_to(Standing.of(reader))

    def open_to(self, standing: Standing) -> PostQuerySet:
        """The same for a standing that is known already."""
        return self.filter(topic__in=Topic.objects.open_to(standing).values("pk")).shown_to(standing)

    def shown_to(self, standing: Standing) -> PostQuerySet:
        """Narrow posts of topics that are known to be readable."""
        if standing.staff:
            return self
        shown = Q(held_at=None)
        if standing.user is not None:
            shown |= Q(author=standing.user)
        return self.filter(shown, removed_at=None)


class Post(models.Model):
    """What one person wrote in a topic. `number` counts within it and never changes, so a page of it is a range."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="posts")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    # Written in the company's name; it stays so when its author leaves.
    staff = models.BooleanField(default=False)
    body = models.TextField()
    # What the renderer of that version made of `body`: safe to show as it is.
    html = models.TextField()
    renderer = models.CharField(max_length=60)
    reply_to = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    votes = models.PositiveIntegerField(default=0)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    edits = models.PositiveIntegerField(default=0)
    held_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    # {"score", "why"}: how much it looked like spam when it came, for moderators.
    spam = models.JSONField(default=dict, blank=True)
    # What its author's page called it: the same sent twice is one post.
    key = models.CharField(max_length=40, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["topic", "number"]
        constraints = [
            models.UniqueConstraint(fields=["topic", "number"], name="post_number_once"),
            models.UniqueConstraint(fields=["author", "key"], condition=~Q(key=""), name="post_sent_once"),
        ]
        indexes = [
            models.Index(fields=["author", "-id"], name="post_of_author"),
            models.Index(fields=["accepted_at"], condition=Q(accepted_at__isnull=False), name="post_accepted"),
            models.Index(fields=["topic"], condition=Q(accepted_at__isnull=False), name="post_accepted_in_topic"),
            models.Index(fields=["created_at"], condition=Q(removed_at=None), name="post_written"),
            models.Index(fields=["held_at"], condition=Q(held_at__isnull=False), name="post_held"),
        ]

    def __str__(self) -> str:
        return f"{self.topic_id}/{self.number}"

    def get_absolute_url(self) -> str:
        """Its own address, which leads to its page of the topic, however that grows."""
        return reverse("community_post", args=[self.pk])

    @property
    def is_first(self) -> bool:
        return self.number == 1


class PostRevision(models.Model):
    """A text as it was before somebody changed it. Never changed, and kept as long as the post."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    body = models.TextField()
    # Who wrote this text, and when.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["post", "number"], name="post_revision_once")]

    def __str__(self) -> str:
        return f"{self.post_id}, {self.number}"
