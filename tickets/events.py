"""The audit row: everything worth recording passes through `record`."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from accounts.models import Customer, User
from helpdesk.lib.rows import insert, update
from tickets import flow
from tickets.models import Event, Message, Ticket

Actor = User | Customer | None


def record(
    ticket: Ticket,
    action: str,
    *,
    by: Actor,
    message: Message | None = None,
    **particulars: Any,
) -> Event:
    """Add an event to a ticket and take it through the flow. `by` None is the machine itself.

    The caller holds the ticket's row lock, which makes `seq` gapless.
    """
    now = message.created_at if message else timezone.now()
    ticket.seq += 1
    ticket.updated_at = max(now, ticket.updated_at)
    changed = flow.prepare(ticket, message)
    update(ticket, ["seq", "updated_at", *changed])
    event = Event(
        ticket=ticket,
        seq=ticket.seq,
        action=action,
        by_user=by if isinstance(by, User) else None,
        by_customer=by if isinstance(by, Customer) else None,
        message=message,
        particulars=particulars,
        created_at=now,
    )
    insert(event)
    for followed, details in flow.advance(event):
        record(ticket, followed, by=None, **details)
    return event
