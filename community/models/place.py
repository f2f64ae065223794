from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from community.models.forum import Forum


class PlaceWish(models.Model):
    """What one person wants of a forum, with all below it, or of a tag. What they said of one topic goes before it."""

    class Level(models.TextChoices):
        WATCH = "watch", "Watch"
        TRACK = "track", "Track"
        MUTE = "mute", "Mute"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    forum = models.ForeignKey(Forum, models.CASCADE, null=True, blank=True, related_name="+")
    tag = models.CharField(max_length=30, blank=True)
    level = models.CharField(max_length=5, choices=Level)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "forum"], name="wish_for_forum_once"),
            models.UniqueConstraint(fields=["user", "tag"], condition=Q(forum=None), name="wish_for_tag_once"),
            models.CheckConstraint(
                condition=Q(forum__isnull=False, tag="") | (Q(forum=None) & ~Q(tag="")), name="wish_for_one_place"
            ),
        ]
        indexes = [models.Index(fields=["tag"], condition=Q(forum=None), name="wishes_for_tag")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.level} {self.tag or self.forum_id}"
