from __future__ import annotations

from django.conf import settings
from django.db import models


class Rework(models.Model):
    """A change of a setting that reaches many tickets: done in batches, and the row says how far it is."""

    class Kind(models.TextChoices):
        MERGE_TAG = "merge_tag", "A tag becomes another"
        DELETE_TAG = "delete_tag", "A tag goes away"
        HAND_OVER = "hand_over", "Somebody's tickets find another owner"

    kind = models.CharField(max_length=12, choices=Kind)
    # Keys of the tag or person it is about, and of the one that takes its place; empty is nobody.
    subject_id = models.BigIntegerField()
    target_id = models.BigIntegerField(null=True, blank=True)
    # What it is about, as it was called.
    name = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    tickets = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id"], condition=models.Q(finished_at=None), name="rework_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"
