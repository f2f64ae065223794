from __future__ import annotations

from django.db import models


class CommunitySettings(models.Model):
    """What an administrator says about trust and moderation. One row, once something was changed."""

    # What differs from the defaults (community.trust.thresholds).
    thresholds = models.JSONField(default=dict, blank=True)
    # The first words of somebody new wait for a moderator.
    holds_first = models.BooleanField(default=False)
    # One a line: posts with them look like spam.
    blocked_words = models.TextField(blank=True)
    blocked_domains = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = "community settings"

    def __str__(self) -> str:
        return "Community"

    @classmethod
    def current(cls) -> CommunitySettings:
        """Return what is set, or the defaults."""
        return cls.objects.first() or cls()
