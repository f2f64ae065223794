from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from community.models.topic import Topic


class TopicMove(models.Model):
    """Posts went from one topic to another: all of them, or some that began a topic of their own. It can be undone."""

    class Kind(models.TextChoices):
        MERGE = "merge", "Merged"
        SPLIT = "split", "Split off"

    kind = models.CharField(max_length=5, choices=Kind)
    source = models.ForeignKey(Topic, models.CASCADE, related_name="moves_out")
    target = models.ForeignKey(Topic, models.CASCADE, related_name="moves_in")
    # How many posts went, and of a split which numbers they had: {post: number}.
    posts = models.PositiveIntegerField()
    numbers = models.JSONField(default=dict, blank=True)
    # Of a merge: what was added to their numbers, up to which they went, and which was the first.
    offset = models.PositiveIntegerField(default=0)
    last = models.PositiveIntegerField(default=0)
    first = models.ForeignKey("community.Post", models.SET_NULL, null=True, related_name="+")
    # What the target was given besides: {"voters", "followers", "tickets", "views"}.
    gained = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=Q(kind="merge", undone_at=None), name="topic_merged_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.source_id} → {self.target_id}"
