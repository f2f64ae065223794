"""The audit row: everything worth recording passes through `record`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from accounts.models import Customer, User
from helpdesk.lib.rows import ask, insert_asking, update, update_all
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

    The caller holds the ticket's row lock, which makes `seq` gapless, and has saved what it changed: rules may
    answer the event, and the ticket is then read again.
    """
    update(ticket, take_position(ticket, message))
    return write(ticket, action, by=by, message=message, **particulars)


def take_position(ticket: Ticket, message: Message | None = None) -> list[str]:
    """Give a ticket's row what its next event changes in it; return the fields the caller must save.

    For `record`, and for opening, which stores the row with its first event counted already.
    """
    ticket.seq += 1
    changed = ["seq", *flow.prepare(ticket, message)]
    now = message.created_at if message else timezone.now()
    if now > ticket.updated_at:
        # Left out when nothing changes: a row none of whose indexed columns change is rewritten in place.
        ticket.updated_at = now
        changed.append("updated_at")
    return changed


def write(ticket: Ticket, action: str, *, by: Actor, message: Message | None = None, **particulars: Any) -> Event:
    """Write the event of a position already taken and take it through the flow."""
    event = Event(
        ticket=ticket,
        seq=ticket.seq,
        action=action,
        by_user=by if isinstance(by, User) else None,
        by_customer=by if isinstance(by, Customer) else None,
        message=message,
        particulars={**particulars, **flow.cause(ticket.pk)},
        created_at=message.created_at if message else ticket.updated_at,
    )
    in_force = flow.InForce(*insert_asking(event, *flow.FINGERPRINTS))
    for followed, details in flow.advance(event, in_force):
        record(ticket, followed, by=None, **details)
    flow.conclude([event])
    flow.react(event, in_force)
    return event


def record_all(news: Sequence[tuple[Ticket, str, dict[str, Any]]]) -> list[Event]:
    """Record what the machine itself did to many tickets, with few statements; otherwise like `record`.

    The caller holds the lock of every ticket, and names each by one object however often it occurs.
    """
    now = timezone.now()
    events = []
    for ticket, action, particulars in news:
        ticket.seq += 1
        ticket.updated_at = max(now, ticket.updated_at)
        events.append(Event(ticket=ticket, seq=ticket.seq, action=action, particulars=particulars, created_at=now))
    update_all(list({ticket.pk: ticket for ticket, _, _ in news}.values()), ["seq", "updated_at"])
    Event.objects.bulk_create(events)
    in_force = flow.InForce(*ask(*flow.FINGERPRINTS))
    for event in events:
        for followed, details in flow.advance(event, in_force):
            record(event.ticket, followed, by=None, **details)
    flow.conclude(events)
    for event in events:
        flow.react(event, in_force)
    return events
