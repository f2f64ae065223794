"""Note what somebody has read of their news."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from community.models import CommunityLetter, Notice
from helpdesk.lib.delivery import State

KEPT = timedelta(days=90)


def read_notices(user: User, *, pk: int | None = None, until: int | None = None) -> int:
    """Note as read one of them, or all up to the one with id `until`."""
    unread = Notice.objects.filter(user=user, read_at=None)
    unread = unread.filter(pk=pk) if pk is not None else unread.filter(pk__lte=until or 0)
    return unread.update(read_at=timezone.now())


def forget_notices() -> None:
    """Forget old news, and letters that are done with."""
    old = timezone.now() - KEPT
    Notice.objects.filter(created_at__lt=old).delete()
    done = CommunityLetter.objects.exclude(state__in=[State.QUEUED, State.SENDING])
    done.filter(notice=None, created_at__lt=old).delete()
