from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from accounts.models import Organization, Team
from community.standing import Standing
from knowledgebase.audience import Reader


class ForumQuerySet(models.QuerySet["Forum"]):
    def visible_to(self, reader: Reader) -> ForumQuerySet:
        """Those this person may read in. A forum below a closed one is closed too; colleagues read everywhere."""
        return self.open_to(Standing.of(reader))

    def open_to(self, standing: Standing) -> ForumQuerySet:
        """The same for a standing that is known already."""
        if standing.colleague:
            return self
        closed = Forum.objects.exclude(_opens_to(standing)).values("pk")
        return self.exclude(path__overlap=ArraySubquery(closed))

    def open(self) -> ForumQuerySet:
        """Leave out what is put away: its topics stay readable, and nothing new is written there."""
        return self.filter(archived_at=None)


class Forum(models.Model):
    """A place for topics of one kind. What it allows, everything below it can only narrow."""

    class Kind(models.TextChoices):
        QUESTION = "question", "Questions"
        DISCUSSION = "discussion", "Discussions"
        IDEA = "idea", "Ideas"
        ANNOUNCEMENT = "announcement", "Announcements"

    class Visibility(models.TextChoices):
        PUBLIC = "public", "Everyone"
        SIGNED_IN = "signed_in", "Signed-in people"
        ORGANIZATIONS = "organizations", "People of chosen organizations"
        INTERNAL = "internal", "Only colleagues"

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    # The ids from the top down to this one; kept by operations.shaping.
    path = ArrayField(models.BigIntegerField(), default=list, editable=False)
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80, unique=True)
    description = models.CharField(max_length=300, blank=True)
    icon = models.CharField(max_length=40, default="messages-square", help_text="Name of a Lucide icon.")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.QUESTION)
    visibility = models.CharField(max_length=13, choices=Visibility, default=Visibility.PUBLIC)
    organizations = models.ManyToManyField(Organization, blank=True, related_name="+")
    # The trust it takes to read, and to begin a topic (docs/community.md).
    trust_to_read = models.PositiveSmallIntegerField(default=0)
    trust_to_write = models.PositiveSmallIntegerField(default=0)
    # Whether who asked says which answer solved it; colleagues and the most trusted always may.
    author_accepts = models.BooleanField(default=True)
    # After so many hours without an answer somebody is told, and perhaps a ticket comes into the inbox. Empty is never.
    answer_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    answer_team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="+")
    enters_inbox = models.BooleanField(default=False, db_default=False)
    archived_at = models.DateTimeField(null=True, blank=True)
    # Counts changes by its editors.
    version = models.PositiveIntegerField(default=1)

    objects = ForumQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        indexes = [GinIndex(fields=["path"], name="forum_path")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("community_forum", args=[self.slug])

    @property
    def is_public(self) -> bool:
        """Whether it is open to everybody by itself; a forum above it may still close it."""
        return self.visibility == self.Visibility.PUBLIC and self.trust_to_read == 0


def _opens_to(standing: Standing) -> Q:
    """Return the condition on a forum's own rights, without those above it."""
    seen = Forum.Visibility
    if standing.user is None:
        return Q(visibility=seen.PUBLIC, trust_to_read=0)
    mine = Organization.objects.filter(customers__user=standing.user).values("pk")
    chosen = Forum.organizations.through.objects.filter(forum=OuterRef("pk"), organization__in=mine)
    by_role = Q(visibility__in=[seen.PUBLIC, seen.SIGNED_IN]) | Q(Exists(chosen), visibility=seen.ORGANIZATIONS)
    return by_role & Q(trust_to_read__lte=standing.level)
