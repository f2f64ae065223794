from __future__ import annotations

from django.conf import settings
from django.db import models


class Reviewer(models.Model):
    """Who decides about drafts in a language; no locale means in every one. Administrators need none."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reviews")
    locale = models.CharField(max_length=16, blank=True)

    class Meta:
        ordering = ["locale", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "locale"], name="reviewer_once")]

    def __str__(self) -> str:
        return f"{self.user} for {self.locale or 'every language'}"
