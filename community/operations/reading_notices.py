"""Note what somebody has read of their news."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import User
from community.models import CommunityLetter, Notice

KEPT = timedelta(days=90)


def read_notices(user: User, *, pk: int | None = None, until: int | None = None) -> int:
    """Note as read one of them, or all up to the one with id `until`."""
    unread = Notice.objects.filter(user=user, read_at=None)
    unread = unread.filter(pk=pk) if pk is not None else unread.filter(pk__lte=until or 0)
    return unread.update(read_at=timezone.now())


def forget_notices(*, now: datetime | None = None, limit: int = 10_000) -> int:
    """Forget old news with their letters, and letters of their own, oldest first; return how many rows."""
    before = (now or timezone.now()) - KEPT
    # Ids rise with time, so walking them from the first finds the old ones without an index of their own.
    removed = 0
    for model in (Notice, CommunityLetter):
        oldest = model.objects.order_by("pk").values_list("pk", "created_at")[:limit]
        removed += model.objects.filter(pk__in=[pk for pk, told in oldest if told < before]).delete()[0]
    return removed
