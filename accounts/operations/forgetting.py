"""Remove what is kept only for a while."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import IdempotencyKey, Notification, NotificationLetter

# Clients are promised 24 hours (docs/api.md).
KEPT = timedelta(hours=48)
# docs/notifications.md
TOLD = timedelta(days=90)


def forget_idempotency_keys(*, now: datetime | None = None, limit: int = 10_000) -> int:
    """Remove keys older than two days, oldest first, and return how many."""
    before = (now or timezone.now()) - KEPT
    old = IdempotencyKey.objects.filter(created_at__lt=before).order_by("created_at").values("pk")[:limit]
    return IdempotencyKey.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()[0]


def forget_notifications(*, now: datetime | None = None, limit: int = 10_000) -> int:
    """Remove notifications and their letters nobody looks for any more, oldest first; return how many rows."""
    before = (now or timezone.now()) - TOLD
    # Ids rise with time, so walking them from the first finds the old ones without an index of their own.
    removed = 0
    for model in (Notification, NotificationLetter):
        oldest = model.objects.order_by("pk").values_list("pk", "created_at")[:limit]
        removed += model.objects.filter(pk__in=[pk for pk, told in oldest if told < before]).delete()[0]
    return removed
