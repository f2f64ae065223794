"""What a list shows of a ticket's clocks: the nearest one, copied into the ticket's row."""

from __future__ import annotations

from collections.abc import Iterable

from helpdesk.lib.rows import update
from tickets.models import SlaClock, Ticket
from tickets.models.kinds import SlaState

NEAREST = ["sla_due_at", "sla_state", "sla_metric"]


def copy_nearest(ticket: Ticket, clocks: Iterable[SlaClock]) -> None:
    """Copy the clock that is due first into its ticket's row, if that changes anything."""
    if note_nearest(ticket, clocks):
        update(ticket, NEAREST)


def note_nearest(ticket: Ticket, clocks: Iterable[SlaClock]) -> bool:
    """Do the same to the ticket in memory and return whether it is to be saved."""
    known = list(clocks)
    owed = [clock for clock in known if clock.ended_at is None]
    nearest = min((c for c in owed if c.due_at), key=lambda c: (c.due_at, c.pk), default=None)
    if nearest is not None:
        state: str = _state(nearest)
    elif owed:
        state = SlaState.PAUSED
    else:
        state = SlaState.MET if known else ""
    values = (nearest.due_at, state, nearest.metric) if nearest else (None, state, "")
    if (ticket.sla_due_at, ticket.sla_state, ticket.sla_metric) == values:
        return False
    ticket.sla_due_at, ticket.sla_state, ticket.sla_metric = values
    return True


def _state(clock: SlaClock) -> SlaState:
    if clock.breached_at is not None:
        return SlaState.BREACHED
    return SlaState.SOON if clock.warned else SlaState.OK
