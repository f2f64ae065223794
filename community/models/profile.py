from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse


class Profile(models.Model):
    """Somebody in the community: what others see of them, how far they are trusted, and what that is made of.

    The counts are kept by the operations as things happen; `due_at` says when the level has to be looked at again.
    """

    class NameShown(models.TextChoices):
        FULL = "full", "My name"
        INITIALS = "initials", "My initials"

    class SeenBy(models.TextChoices):
        EVERYONE = "everyone", "Everyone who may read something I wrote"
        SIGNED_IN = "signed_in", "Of these, people who signed in"
        NOBODY = "nobody", "Only me and the company"

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="profile")
    # What @names them.
    handle = models.SlugField(max_length=60, unique=True)
    # A few words of their own under the name: their café, their machine.
    about = models.CharField(max_length=80, blank=True)
    # What they chose that others see.
    name_shown = models.CharField(max_length=8, choices=NameShown, default=NameShown.FULL, db_default="full")
    seen_by = models.CharField(max_length=9, choices=SeenBy, default=SeenBy.EVERYONE, db_default="everyone")
    hides_activity = models.BooleanField(default=False, db_default=False)
    shows_organization = models.BooleanField(default=False, db_default=False)
    level = models.PositiveSmallIntegerField(default=0)
    # Set by a moderator: it is not computed any more.
    level_set_at = models.DateTimeField(null=True, blank=True)
    # Since when they are below what their level asks for; lost after two weeks.
    behind_since = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField()
    last_seen_at = models.DateTimeField(null=True, blank=True)
    topics_entered = models.PositiveIntegerField(default=0)
    posts_read = models.PositiveIntegerField(default=0)
    seconds_read = models.PositiveIntegerField(default=0)
    days_visited = models.PositiveIntegerField(default=0)
    topics_started = models.PositiveIntegerField(default=0)
    posts_written = models.PositiveIntegerField(default=0)
    topics_replied = models.PositiveIntegerField(default=0)
    votes_given = models.PositiveIntegerField(default=0)
    votes_received = models.PositiveIntegerField(default=0)
    answers_accepted = models.PositiveIntegerField(default=0)
    silenced_until = models.DateTimeField(null=True, blank=True)
    suspended_until = models.DateTimeField(null=True, blank=True)
    # What a moderator wrote beside it; the person is shown it.
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="profile_due")]

    def __str__(self) -> str:
        return self.handle

    def get_absolute_url(self) -> str:
        return reverse("community_person", args=[self.handle])


class VisitedDay(models.Model):
    """A day on which somebody read here, and how much: what the last hundred days are counted from."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    day = models.DateField()
    topics = models.PositiveIntegerField(default=0)
    posts = models.PositiveIntegerField(default=0)
    seconds = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="visited_day_once")]

    def __str__(self) -> str:
        return f"{self.user_id} on {self.day}"
