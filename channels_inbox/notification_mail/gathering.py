"""Whose news are due by mail, and into which letter they go."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import Notification, NotificationLetter, User
from tickets.selectors import notifications_of

# However much happens, one person gets no more than one letter in this time; what comes meanwhile goes together.
CALM = timedelta(minutes=1)


def gather(*, now: datetime | None = None) -> int:
    """Write a letter row for everybody whose unread news are due, and return how many.

    A late or doubled call changes nothing: what went into a letter is no longer due.
    """
    at = now or timezone.now()
    due = Notification.objects.filter(mail_at__lte=at).order_by().values_list("user_id", flat=True).distinct()
    return sum(_gather_for(user_id, at) for user_id in due)


@transaction.atomic
def _gather_for(user_id: int, at: datetime) -> bool:
    # One worker a person; another leaves them to the one that is here.
    user = User.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=user_id).first()
    if user is None or NotificationLetter.objects.filter(user=user, created_at__gt=at - CALM).exists():
        return False
    due = Notification.objects.filter(user=user, mail_at__lte=at)
    taken = list(due.select_for_update(no_key=True).values_list("pk", flat=True))
    unread = list(notifications_of(user).filter(pk__in=taken, read_at=None).values_list("pk", flat=True))
    Notification.objects.filter(pk__in=taken).update(mail_at=None)
    if not unread or not (user.is_active and user.is_agent):
        return False
    letter = NotificationLetter.objects.create(
        user=user, external_id=f"news.{secrets.token_hex(12)}@{settings.MAIL_DOMAIN}", due_at=at
    )
    Notification.objects.filter(pk__in=unread).update(letter=letter)
    return True
