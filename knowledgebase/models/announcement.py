from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import Organization


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def current(self) -> AnnouncementQuerySet:
        """Those that are out, whether their time has come or not."""
        return self.filter(published_at__isnull=False, stopped_at=None)


class Announcement(models.Model):
    """Something we tell people where they are: on a site with our widget, or in the help centre.

    Who sees it when is asked of the columns below: what anybody may know is judged in the browser, so that all share
    one answer of ours; what only a signed identity proves is judged here (knowledgebase/announcements/).
    """

    class Kind(models.TextChoices):
        BANNER = "banner", "A line at the top"
        BUBBLE = "bubble", "A bubble in the corner"
        MODAL = "modal", "A window in the middle"
        FEED = "feed", "Only in the list of news"

    class Action(models.TextChoices):
        NONE = "", "Nothing"
        LINK = "link", "Open an address"
        CHAT = "chat", "Open the chat"

    class Visitors(models.TextChoices):
        ALL = "", "Everybody"
        NEW = "new", "Who is here for the first time"
        RETURNING = "returning", "Who was here before"

    class Frequency(models.TextChoices):
        ONCE = "once", "Once"
        UNTIL_ACTED = "until_acted", "Until they press or dismiss it"
        EVERY_DAYS = "every_days", "Again after some days"

    title = models.CharField(max_length=80)
    body = models.TextField(max_length=2000, blank=True)
    # `body`, Markdown, as the list of news shows it; messages on other people's pages show words alone.
    html = models.TextField(blank=True)
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.BUBBLE)
    action = models.CharField(max_length=4, choices=Action, default=Action.NONE, blank=True)
    action_label = models.CharField(max_length=40, blank=True)
    action_url = models.CharField(max_length=500, blank=True)
    in_widget = models.BooleanField(default=True)
    in_help = models.BooleanField(default=True)

    # Paths with * for anything; none is every page.
    pages = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    languages = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    visitors = models.CharField(max_length=9, choices=Visitors, default=Visitors.ALL, blank=True)
    # Seconds on the page before it comes.
    delay = models.PositiveSmallIntegerField(default=0)
    # Only for people a site has signed in, or who signed in to the help centre; below, which of them.
    signed_in = models.BooleanField(default=False)
    organizations = models.ManyToManyField(Organization, blank=True, related_name="+")
    # What the site has to say of somebody, under its signature: {"plan": "pro"}
    attributes = models.JSONField(default=dict, blank=True)

    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    frequency = models.CharField(max_length=11, choices=Frequency, default=Frequency.ONCE)
    every_days = models.PositiveSmallIntegerField(default=7)
    # Of several the highest comes first.
    priority = models.PositiveSmallIntegerField(default=5)
    # The share of those it is meant for that does not see it, in percent: what it changes is measured against them.
    holdout = models.PositiveSmallIntegerField(default=0)
    # The page it wants people to come to, as in `pages`.
    goal = models.CharField(max_length=200, blank=True)

    published_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=Q(holdout__lte=100), name="announcement_holdout_share")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_out(self) -> bool:
        return self.published_at is not None and self.stopped_at is None


class AnnouncementReader(models.Model):
    """One browser an announcement was meant for, and what became of it there: each moment once.

    `reader` is a keyed hash of a random name that the browser gave itself; it leads to nobody.
    """

    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="readers")
    reader = models.CharField(max_length=32)
    eligible_at = models.DateTimeField()
    # It was meant for them, and kept back to compare.
    held = models.BooleanField(default=False)
    shown_at = models.DateTimeField(null=True, blank=True)
    clicked_at = models.DateTimeField(null=True, blank=True)
    dismissed_at = models.DateTimeField(null=True, blank=True)
    goal_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["announcement", "reader"], name="announcement_reader_once")]

    def __str__(self) -> str:
        return f"{self.reader} of {self.announcement_id}"
