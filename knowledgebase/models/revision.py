from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from knowledgebase.models.translation import Translation


class Significance(models.TextChoices):
    """What a change means to translations of the text: nothing, soon, or at once."""

    TYPO = "typo", "Typo"
    MEDIUM = "medium", "Medium"
    MAJOR = "major", "Major"


class Revision(models.Model):
    """One state of a text: written as a draft, sent for review, approved or rejected, and never changed after that."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        IN_REVIEW = "in_review", "In review"
        APPROVED = "approved", "Approved"
        REJECTED = "rejected", "Rejected"

    translation = models.ForeignKey(Translation, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    title = models.CharField(max_length=200, blank=True)
    summary = models.CharField(max_length=500, blank=True)
    # Other words people ask with, separated by commas; searched, never shown.
    keywords = models.CharField(max_length=500, blank=True)
    body = models.TextField(blank=True)
    # What the renderer of that version made of `body`: safe to show as it is.
    html = models.TextField(blank=True)
    renderer = models.CharField(max_length=60, blank=True)
    # [{"level", "id", "text"}], and the steps of a guide or the questions of a FAQ (docs/knowledge.md).
    headings = models.JSONField(default=list, blank=True)
    parts = models.JSONField(default=list, blank=True)
    # The revision of this same translation it started from, and the one of the source that it says.
    based_on = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    translated_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    creator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # What its writer says about the change.
    comment = models.CharField(max_length=300, blank=True)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)
    significance = models.CharField(max_length=6, choices=Significance, blank=True)
    ready_for_translation = models.BooleanField(default=False)
    # Counts savings of the draft: whoever saves over a newer one is shown both.
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["translation", "number"], name="revision_number_once"),
            # One text at a time is being worked on; colleagues go on with it.
            models.UniqueConstraint(
                fields=["translation"],
                condition=Q(state__in=["draft", "in_review"]),
                name="revision_one_open",
            ),
        ]
        indexes = [
            models.Index(fields=["submitted_at"], condition=Q(state="in_review"), name="revision_in_review"),
            # What staleness asks: the newest of the source's that translators should know.
            models.Index(
                fields=["translation", "number"],
                condition=Q(state="approved", ready_for_translation=True),
                name="revision_to_translate",
            ),
        ]

    def __str__(self) -> str:
        return self.title or "Untitled"

    @property
    def is_open(self) -> bool:
        return self.state in {self.State.DRAFT, self.State.IN_REVIEW}
