"""What becomes of tickets as days go by: resolved ones close for good, a status gives way to the next."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tickets.models import Ticket
from tickets.models.kinds import Category
from tickets.operations.progress import move_to
from tickets.selectors import default_status


def close_resolved(*, now: datetime | None = None, limit: int = 500) -> int:
    """Close tickets resolved longer than TICKET_REOPEN_DAYS ago and return how many."""
    before = (now or timezone.now()) - timedelta(days=settings.TICKET_REOPEN_DAYS)
    due = Ticket.objects.filter(category=Category.RESOLVED, resolved_at__lt=before).order_by("resolved_at")
    closed = 0
    for pk in due.values_list("pk", flat=True)[:limit]:
        with transaction.atomic():
            # Looked at again under the lock: the customer may have written a moment ago.
            ticket = due.select_for_update(no_key=True, skip_locked=True, of=("self",)).filter(pk=pk).first()
            if ticket:
                move_to(ticket, default_status(Category.CLOSED), by=None)
                closed += 1
    return closed


def move_on(*, now: datetime | None = None, limit: int = 500) -> int:
    """Give tickets whose status has had its days the next one, and return how many."""
    at = now or timezone.now()
    due = Ticket.objects.filter(next_status_at__lte=at).order_by("next_status_at")
    moved = 0
    for pk in due.values_list("pk", flat=True)[:limit]:
        with transaction.atomic():
            rows = due.select_for_update(no_key=True, skip_locked=True, of=("self",))
            ticket = rows.select_related("status__next_status").filter(pk=pk).first()
            if ticket is None:
                continue
            following = ticket.status.next_status
            if following is None or not move_to(ticket, following, by=None):
                # The status has no next one any more.
                Ticket.objects.filter(pk=pk).update(next_status_at=None)
            else:
                moved += 1
    return moved
