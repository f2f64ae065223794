from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import Customer
from tickets.models.message import Message
from tickets.models.ticket import Ticket

# From here on a score is a good one, up to there a low one. Every scale gives scores from 1 to 5.
GOOD, LOW = 4, 2


class Scale(models.TextChoices):
    THUMBS = "thumbs", "Two: good, not good"
    FACES = "faces", "Three: good, fair, not good"
    FIVE = "five", "Five: very good to bad"


CHOICES: dict[str, dict[int, str]] = {
    Scale.THUMBS: {5: "Good", 1: "Not good"},
    Scale.FACES: {5: "Good", 3: "Fair", 1: "Not good"},
    Scale.FIVE: {5: "Very good", 4: "Good", 3: "Fair", 2: "Not good", 1: "Bad"},
}


def default_reasons() -> list[str]:
    return ["It took too long", "It is not solved", "I had to explain it again", "Something else"]


class RatingSettings(models.Model):
    """How customers are asked what they think of our help. One row, made by the migration."""

    enabled = models.BooleanField(default=True)
    delay_seconds = models.PositiveIntegerField(default=2 * 3600)
    scale = models.CharField(max_length=6, choices=Scale, default=Scale.FACES)
    question = models.CharField(max_length=120, default="How did we do?")
    reasons = ArrayField(models.CharField(max_length=80), default=default_reasons, blank=True)
    # Whether to ask about tickets we opened ourselves.
    agent_opened = models.BooleanField(default=False)
    # Counts changes: whoever edits an older one is told.
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "rating settings"

    def __str__(self) -> str:
        return "Ratings"


class RatingQuerySet(models.QuerySet["Rating"]):
    def visible_to(self, user: Any) -> RatingQuerySet:
        """Ratings of the tickets an agent may see. Customers reach theirs by a signed link alone."""
        if not user.is_authenticated or not user.is_agent:
            return self.none()
        return self.filter(ticket__in=Ticket.objects.visible_to(user).values("pk"))


class Rating(models.Model):
    """What a customer is asked, once, when their ticket is solved, and what they said last.

    Planned when the ticket is solved (`due_at`), then asked (`asked_at`) or let be (`why_not`).
    """

    ticket = models.OneToOneField(Ticket, models.CASCADE, related_name="rating")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="ratings")
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="ratings"
    )
    # Everybody who had written to the customer when they were asked.
    took_part = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+")
    scale = models.CharField(max_length=6, choices=Scale, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    why_not = models.CharField(max_length=80, blank=True)
    # The question as it was sent.
    message = models.OneToOneField(Message, models.SET_NULL, null=True, blank=True, related_name="rating_asked")
    # The last answer; all of them are in `answers`.
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=80, blank=True)
    comment = models.TextField(blank=True)
    rated_at = models.DateTimeField(null=True, blank=True, help_text="When they answered first.")

    objects = RatingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="rating_due"),
            # Whether somebody was asked lately.
            models.Index(
                fields=["customer", "asked_at"], condition=Q(asked_at__isnull=False), name="rating_asked_lately"
            ),
            # Views of what was rated well, or not.
            models.Index(fields=["score", "ticket"], condition=Q(score__isnull=False), name="rating_given"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(score=None) | Q(score__range=(1, 5)), name="rating_score_in_range"),
        ]

    def __str__(self) -> str:
        return f"Rating of {self.ticket_id}"

    @property
    def label(self) -> str:
        """What the customer chose, in the words they saw."""
        return CHOICES[self.scale][self.score] if self.score else ""


class RatingAnswer(models.Model):
    """One answer of a customer. Rows are only ever added."""

    rating = models.ForeignKey(Rating, models.CASCADE, related_name="answers")
    score = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=80, blank=True)
    comment = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.score} for {self.rating_id}"
