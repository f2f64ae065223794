from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from knowledgebase.models import Article
from tickets.models import Macro, Ticket
from tickets.models.kinds import ChannelKind


class Question(models.Model):
    """A question that many people ask, each in words of their own. Changed only by `insights.operations`.

    It is the mean of the vectors of those who asked it. What people decide about it stays: a name given by hand, a
    question put into another (an edge, so that it can be undone), two that were told apart.
    """

    # As it is asked, by the most typical of those who asked it, without personal data.
    wording = models.CharField(max_length=200)
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    named_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(max_length=8, blank=True)
    # Somebody said that this is the same question; only ever a question that is itself part of none.
    part_of = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="parts")
    # Where the machine put all of its askings; nothing is asked here any more, and old addresses lead there.
    joined_into = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="+")
    # What answers it: an article that was written for it or said to answer it by somebody, or that search is sure of.
    article = models.ForeignKey(Article, models.SET_NULL, null=True, blank=True, related_name="questions")
    article_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    macro = models.ForeignKey(Macro, models.SET_NULL, null=True, blank=True, related_name="+")
    # When it was last looked for what answers it.
    sought_at = models.DateTimeField(null=True, blank=True)
    size = models.PositiveIntegerField(default=0)
    # The mean of the vectors of its askings, as 32-bit numbers.
    mean = models.BinaryField()
    # The ground (insights/questions/ground.py) these vectors stand on.
    ground = models.PositiveIntegerField(default=0)
    # From one sequence, at every change: whoever holds questions in memory asks for those after theirs.
    version = models.BigIntegerField()
    # Whether it changed since it was last looked at as a whole.
    unsettled = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_asked_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["version"], name="question_changed"),
            models.Index(fields=["id"], condition=Q(unsettled=True), name="question_unsettled"),
            models.Index(fields=["-last_asked_at"], condition=Q(joined_into=None), name="question_asked"),
        ]

    def __str__(self) -> str:
        return self.wording


class Asking(models.Model):
    """What one ticket asks: once a ticket, found in the first message that asks something."""

    class Skipped(models.TextChoices):
        """Why a ticket asks nothing that counts."""

        NOBODY_ASKED = "agent", "Opened by an agent"
        AUTOMATIC = "automatic", "Automatic mail"
        SPAM = "spam", "Spam"
        EMPTY = "empty", "Says nothing that could be asked"

    ticket = models.OneToOneField(Ticket, models.CASCADE, related_name="asking")
    question = models.ForeignKey(Question, models.SET_NULL, null=True, blank=True, related_name="askings")
    skipped = models.CharField(max_length=9, choices=Skipped, blank=True)
    text = models.CharField(max_length=400, blank=True)
    asked_at = models.DateTimeField()
    channel = models.CharField(max_length=12, choices=ChannelKind)
    language = models.CharField(max_length=8, blank=True)
    # Set by somebody who said where it belongs: the machine leaves it there.
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    # What agents spent on the ticket, measured when it was at its event of that number (insights/handling.py).
    handled_seconds = models.PositiveIntegerField(default=0)
    measured_seq = models.PositiveIntegerField(default=0)
    # A chat that began with a greeting is looked at again.
    again_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["question", "-asked_at"], name="asking_of_question"),
            models.Index(
                fields=["asked_at"],
                include=["question", "ticket", "channel", "language", "handled_seconds"],
                condition=Q(question__isnull=False),
                name="asking_counted",
            ),
            models.Index(fields=["again_at"], condition=Q(again_at__isnull=False), name="asking_again"),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Apart(models.Model):
    """Two questions that somebody told apart: the machine never joins them."""

    one = models.ForeignKey(Question, models.CASCADE, related_name="+")
    other = models.ForeignKey(Question, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="apart_once")]

    def __str__(self) -> str:
        return f"{self.one_id} is not {self.other_id}"


class Radar(models.Model):
    """How far the desk's tickets have been listened to, and what was learned. One row, made by the migration."""

    # Tickets up to here are settled: no transaction that wrote an older one is still open.
    settled = models.BigIntegerField(default=0)
    marked = models.BigIntegerField(default=0)
    marked_before = models.BigIntegerField(default=0)
    marked_at = models.DateTimeField(null=True, blank=True)
    measured_at = models.DateTimeField(null=True, blank=True)
    version = models.BigIntegerField(default=0)
    # The ground the vectors stand on, its number and how many questions it was learned from.
    ground = models.PositiveIntegerField(default=0)
    seen = models.PositiveIntegerField(default=0)
    learned = models.BinaryField(null=True)

    def __str__(self) -> str:
        return "Radar"
