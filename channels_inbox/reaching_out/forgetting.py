"""Forget what happened to people long ago, and what they heard of us after it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from channels_inbox.models import CustomerEvent, ReachOutDelivery
from channels_inbox.models.reach_out import ReachOutState

# docs/reach-outs.md
KEPT = timedelta(days=365)


def forget_reach_outs(*, now: datetime | None = None, limit: int = 2_000) -> int:
    """Remove events of more than a year ago for which nothing waits, with their deliveries; return how many events."""
    long_ago = (now or timezone.now()) - KEPT
    waits = ReachOutDelivery.objects.filter(
        event=OuterRef("pk"), state__in=[ReachOutState.QUEUED, ReachOutState.SENDING]
    )
    # Ids rise with time, so walking them from the first finds the old ones without an index of their own.
    oldest = CustomerEvent.objects.filter(~Exists(waits)).order_by("pk").values_list("pk", "created_at", "at")[:limit]
    gone = [pk for pk, told, at in oldest if told < long_ago and at < long_ago]
    CustomerEvent.objects.filter(pk__in=gone).delete()
    return len(gone)
