from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from knowledgebase.models import Article


class Doubt(models.Model):
    """A reason why an article may no longer be right: a task for its owner, with what it rests on.

    Opened and brought up to date by `insights.operations.doubting.find_doubts`, which also ends it when its reason is
    gone; settled by people.
    """

    class Reason(models.TextChoices):
        FLAGGED = "flag", "A colleague says it is wrong"
        VOTES = "votes", "Readers say it does not help"
        ASKED = "asked", "Readers ask us all the same"
        EDITED = "edits", "Colleagues change its words when they answer with it"
        DATE = "date", "It was to be checked by now"
        AGE = "age", "Nobody touched or checked it for a year"
        OLDER = "older", "An article it refers to has changed since"

    class End(models.TextChoices):
        DONE = "done", "Looked at"
        DISMISSED = "dismissed", "No reason to change it"
        GONE = "gone", "The reason is gone"

    article = models.ForeignKey(Article, models.CASCADE, related_name="doubts")
    reason = models.CharField(max_length=5, choices=Reason)
    # What it rests on, in one line.
    evidence = models.CharField(max_length=300)
    found_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_as = models.CharField(max_length=9, choices=End, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    comment = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "reason"], condition=Q(ended_at=None), name="doubt_open_once")
        ]
        indexes = [models.Index(fields=["article", "reason", "-ended_at"], name="doubt_ended")]

    def __str__(self) -> str:
        return f"{self.reason} of {self.article_id}"
