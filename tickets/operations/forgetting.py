"""Remove what is kept only for a while."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from tickets.models import BulkItem, BulkJob

# As long as the notification that leads to it (docs/operations.md).
KEPT = timedelta(days=90)
BATCH = 1000


def forget_bulk_jobs(*, now: datetime | None = None, limit: int = 100_000) -> int:
    """Remove bulk jobs finished long ago, batch by batch; return how many rows."""
    before = (now or timezone.now()) - KEPT
    removed = 0
    for job in BulkJob.objects.filter(finished_at__lt=before).order_by("pk").iterator():
        items = BulkItem.objects.filter(job=job).order_by("pk").values_list("pk", flat=True)
        while keys := list(items[:BATCH]):
            removed += BulkItem.objects.filter(pk__in=keys).delete()[0]
            if removed >= limit:
                # The next beat goes on here.
                return removed
        removed += BulkJob.objects.filter(pk=job.pk).delete()[0]
    return removed
