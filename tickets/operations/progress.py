"""Move a ticket between statuses."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from tickets.errors import TicketClosed, TicketMerged
from tickets.events import Actor, record
from tickets.models import Event, Snooze, Status, Ticket
from tickets.models.kinds import UNFINISHED, Category
from tickets.operations.snoozing import wake
from tickets.permissions import require_change
from tickets.selectors import default_status, locked


@transaction.atomic
def set_status(ticket: Ticket, *, to: Status, by: Actor) -> Event | None:
    """Give the ticket another status; None when it already has it. A closed ticket stays closed."""
    require_change(by)
    ticket = locked(ticket)
    if ticket.category == Category.CLOSED and not getattr(by, "is_admin", False):
        raise TicketClosed
    if ticket.category == Category.MERGED:
        raise TicketMerged
    return move_to(ticket, to, by=by)


def resolve_ticket(ticket: Ticket, *, by: Actor) -> Event | None:
    """Mark the question as answered; the customer may still reopen it for some days."""
    return set_status(ticket, to=default_status(Category.RESOLVED), by=by)


def close_ticket(ticket: Ticket, *, by: Actor) -> Event | None:
    """End the ticket: later messages open a follow-up."""
    return set_status(ticket, to=default_status(Category.CLOSED), by=by)


def reopen_ticket(ticket: Ticket, *, by: Actor) -> Event | None:
    """Put a finished ticket back to work."""
    return set_status(ticket, to=default_status(Category.OPEN), by=by)


def move_to(ticket: Ticket, to: Status, *, by: Actor) -> Event | None:
    """Change the status of a ticket whose lock the caller holds."""
    if ticket.status_id == to.pk:
        return None
    before, was = ticket.status, ticket.category
    now = timezone.now()
    ticket.status, ticket.category = to, to.category
    ticket.next_status_at = to.gives_way_at(now)
    if to.category in UNFINISHED:
        ticket.resolved_at = ticket.closed_at = None
    elif to.category == Category.RESOLVED:
        ticket.resolved_at = now
        ticket.waiting_since = None
    else:
        ticket.resolved_at = ticket.resolved_at or now
        ticket.closed_at = now
        ticket.waiting_since = None
    ticket.save(
        update_fields=[
            "status",
            "category",
            "next_status_at",
            "resolved_at",
            "closed_at",
            "waiting_since",
        ]
    )
    if ticket.is_finished:
        wake(ticket, Snooze.Cause.FINISHED, by=by)
    return record(
        ticket,
        _word(was, to.category),
        by=by,
        before=before.name,
        after=to.name,
        before_id=before.pk,
        after_id=to.pk,
        before_category=was,
        after_category=to.category,
    )


def _word(was: str, now: str) -> str:
    """Name the change as people would: resolved, closed, reopened, or a plain change of status."""
    if now in {Category.RESOLVED, Category.CLOSED}:
        return now
    return "reopened" if was not in UNFINISHED and now in UNFINISHED else "status_changed"
