from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Vote(models.Model):
    """What one reader says of one revision: whether it helped, and what was missing. They may change it."""

    class Reason(models.TextChoices):
        MISSING = "missing", "Something is missing"
        WRONG = "wrong", "It does not work that way"
        UNCLEAR = "unclear", "It is hard to follow"
        OTHER = "other", "Not what I was looking for"

    revision = models.ForeignKey("knowledgebase.Revision", models.CASCADE, related_name="votes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+")
    # Of readers who are not signed in (`knowledgebase.visitors`).
    visitor = models.CharField(max_length=32, blank=True)
    helpful = models.BooleanField()
    reason = models.CharField(max_length=7, choices=Reason, blank=True)
    comment = models.CharField(max_length=1000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", "user"], condition=Q(visitor=""), name="vote_of_user_once"),
            models.UniqueConstraint(
                fields=["revision", "visitor"], condition=Q(user=None), name="vote_of_visitor_once"
            ),
            models.CheckConstraint(condition=Q(user=None) ^ Q(visitor=""), name="vote_has_one_voter"),
        ]

    def __str__(self) -> str:
        return "helpful" if self.helpful else "not helpful"
