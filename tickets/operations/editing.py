"""Change a ticket's own words: subject, priority, type."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from tickets.events import Actor, record
from tickets.models import Event, Ticket
from tickets.models.kinds import Priority, TicketType
from tickets.operations.opening import clean_subject
from tickets.permissions import require_change
from tickets.selectors import locked


def set_priority(ticket: Ticket, *, to: int, by: Actor) -> Event | None:
    """Change the priority; raises ValueError for an unknown one."""
    value = Priority(to)
    return _set(ticket, "priority", value, by=by, show=lambda v: Priority(v).label)


def set_type(ticket: Ticket, *, to: str, by: Actor) -> Event | None:
    """Change the type; raises ValueError for an unknown one."""
    value = TicketType(to)
    return _set(ticket, "type", value, by=by, show=lambda v: TicketType(v).label)


def set_subject(ticket: Ticket, *, to: str, by: Actor) -> Event | None:
    """Reword the subject."""
    return _set(ticket, "subject", clean_subject(to), by=by, show=str)


@transaction.atomic
def _set(ticket: Ticket, field: str, value: Any, *, by: Actor, show: Any) -> Event | None:
    require_change(by)
    ticket = locked(ticket)
    before = getattr(ticket, field)
    if before == value:
        return None
    setattr(ticket, field, value)
    ticket.save(update_fields=[field])
    return record(
        ticket,
        f"{field}_changed",
        by=by,
        before=show(before),
        after=show(value),
        before_value=before,
        after_value=value,
    )
