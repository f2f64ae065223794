"""Resolved tickets close for good once the customer's time to come back is over."""

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
