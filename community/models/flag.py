from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from community.models.post import Post


class Flag(models.Model):
    """A reader says that a post needs a moderator, and what came of it."""

    class Reason(models.TextChoices):
        SPAM = "spam", "It is advertising or spam"
        RUDE = "rude", "It is rude or hurts somebody"
        PERSONAL = "personal", "It shows somebody’s personal data"
        DANGEROUS = "dangerous", "Following it could hurt people or machines"
        OFF_TOPIC = "off_topic", "It does not belong here"
        OTHER = "other", "Something else"

    class Outcome(models.TextChoices):
        UPHELD = "upheld", "Removed"
        REJECTED = "rejected", "Left as it is"
        DUPLICATE = "duplicate", "Decided with another"

    post = models.ForeignKey(Post, models.CASCADE, related_name="flags")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    reason = models.CharField(max_length=9, choices=Reason)
    comment = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["post", "by"], condition=Q(decided_at=None), name="flag_open_once")
        ]
        indexes = [models.Index(fields=["created_at"], condition=Q(decided_at=None), name="flag_open")]

    def __str__(self) -> str:
        return f"{self.reason} on {self.post_id}"
