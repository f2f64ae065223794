"""Remove what is kept only for a while."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import IdempotencyKey

# Clients are promised 24 hours (docs/api.md).
KEPT = timedelta(hours=48)


def forget_idempotency_keys(*, now: datetime | None = None, limit: int = 10_000) -> int:
    """Remove keys older than two days, oldest first, and return how many."""
    before = (now or timezone.now()) - KEPT
    old = IdempotencyKey.objects.filter(created_at__lt=before).order_by("created_at").values("pk")[:limit]
    return IdempotencyKey.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()[0]
