from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from community.models.forum import Forum
from community.standing import Standing
from knowledgebase.audience import Reader


class TopicQuerySet(models.QuerySet["Topic"]):
    def visible_to(self, reader: Reader) -> TopicQuerySet:
        """Those in forums this person may read, that are neither removed nor wait for a moderator.

        Their own they see while it waits; staff sees everything.
        """
        return self.open_to(Standing.of(reader))

    def open_to(self, standing: Standing) -> TopicQuerySet:
        """The same for a standing that is known already."""
        rows = self.filter(forum__in=Forum.objects.open_to(standing).values("pk"), merged_into=None)
        if standing.staff:
            return rows
        shown = Q(held_at=None)
        if standing.user is not None:
            shown |= Q(author=standing.user)
        return rows.filter(shown, removed_at=None)

    def listed(self) -> TopicQuerySet:
        """What stands in lists: neither removed nor waiting, for whoever looks."""
        return self.filter(removed_at=None, held_at=None)


class Topic(models.Model):
    """One question, discussion, idea or announcement: a title, a first post and what others say to it."""

    class State(models.TextChoices):
        """How far an idea is; empty for all other kinds."""

        OPEN = "open", "Open"
        REVIEW = "review", "Under review"
        PLANNED = "planned", "Planned"
        PROGRESS = "progress", "In progress"
        SHIPPED = "shipped", "Shipped"
        DECLINED = "declined", "Declined"

    forum = models.ForeignKey(Forum, models.PROTECT, related_name="topics")
    # A copy of its forum's, so that lists of one kind walk one index.
    kind = models.CharField(max_length=12, choices=Forum.Kind)
    title = models.CharField(max_length=160)
    slug = models.SlugField(max_length=90)
    locale = models.CharField(max_length=16, default="en")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    tags = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    state = models.CharField(max_length=8, choices=State, blank=True)
    created_at = models.DateTimeField()
    # The last post others see; the order of the lists.
    last_post_at = models.DateTimeField()
    last_poster = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    # The number of the newest post, and how many answers are readable.
    last_number = models.PositiveIntegerField(default=1)
    replies = models.PositiveIntegerField(default=0)
    # “Same question”, or votes for an idea.
    votes = models.PositiveIntegerField(default=0)
    views = models.PositiveIntegerField(default=0)
    followers = models.PositiveIntegerField(default=0)
    solved_at = models.DateTimeField(null=True, blank=True)
    # When a colleague asked for more, until its author writes again.
    needs_info_at = models.DateTimeField(null=True, blank=True)
    pinned_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    # Waits for a moderator: the first words of somebody new.
    held_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    # The topic it became part of: that one has its posts now, and its address leads there.
    merged_into = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="+")
    # A colleague looks at it until then, so that no other does the same.
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    claimed_until = models.DateTimeField(null=True, blank=True)
    # When somebody has to be told that nobody has answered it (community.operations.awaiting).
    alert_at = models.DateTimeField(null=True, blank=True)

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["-last_post_at", "-pk"]
        # Lists walk these from where the page before ended; what is removed or waits is in none of them.
        indexes = [
            models.Index(
                fields=["-last_post_at", "-id"], condition=Q(removed_at=None, held_at=None), name="topic_latest"
            ),
            models.Index(
                fields=["forum", "-last_post_at", "-id"],
                condition=Q(removed_at=None, held_at=None),
                name="topic_latest_in_forum",
            ),
            models.Index(
                fields=["-last_post_at", "-id"],
                condition=Q(kind="question", replies=0, solved_at=None, removed_at=None, held_at=None),
                name="topic_unanswered",
            ),
            models.Index(
                fields=["-last_post_at", "-id"],
                condition=Q(kind="question", solved_at=None, removed_at=None, held_at=None),
                name="topic_unsolved",
            ),
            models.Index(
                fields=["-votes", "-id"], condition=Q(kind="idea", removed_at=None, held_at=None), name="topic_ideas"
            ),
            models.Index(fields=["created_at"], condition=Q(removed_at=None, held_at=None), name="topic_begun"),
            models.Index(fields=["author", "-last_post_at", "-id"], name="topic_of_author"),
            models.Index(fields=["pinned_at"], condition=Q(pinned_at__isnull=False), name="topic_pinned"),
            models.Index(fields=["held_at"], condition=Q(held_at__isnull=False), name="topic_held"),
            models.Index(fields=["alert_at"], condition=Q(alert_at__isnull=False), name="topic_to_alert"),
            GinIndex(fields=["tags"], name="topic_tags"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("community_topic", args=[self.pk, self.slug])

    @property
    def is_question(self) -> bool:
        return self.kind == Forum.Kind.QUESTION

    @property
    def is_idea(self) -> bool:
        return self.kind == Forum.Kind.IDEA

    @property
    def is_claimed(self) -> bool:
        return self.claimed_until is not None and self.claimed_until > timezone.now()

    @property
    def is_open(self) -> bool:
        return self.closed_at is None and self.removed_at is None
