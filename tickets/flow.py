"""What follows from an event, in order, inside its transaction. Read it top to bottom: this is all of it.

Only rows change here. Whatever leaves the house (mail, sockets, HTTP) is a row written now and
handed over after commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tickets import notices, ratings, signals, waiting
from tickets.assignment import following as assignment
from tickets.sla import following

if TYPE_CHECKING:
    from tickets.models import Event, Message, Ticket


def prepare(ticket: Ticket, message: Message | None) -> tuple[str, ...]:
    """Change the ticket row itself before the event is written; return the fields the caller must save."""
    # 1. Who waits for whom since when.
    return waiting.follow(ticket, message) if message else ()


def advance(event: Event) -> list[tuple[str, dict[str, Any]]]:
    """Take a written event through the house; return the machine's own events to record next."""
    # 2. What was promised: clocks start, stand still, are met or missed.
    news = following.follow(event)
    # 3. Who works on it: the assigner is woken, or an absent owner lets go.
    news += assignment.follow(event)
    # 4. What a solved ticket's customer will be asked.
    ratings.follow(event)
    # 5. The apps above: delivery rows, live pages.
    signals.event_recorded.send(sender=type(event), event=event)
    return news


def conclude(events: Sequence[Event]) -> None:
    """Do what can be done at once for all events that were taken through the house together."""
    # 6. Who is to hear of it: notifications.
    notices.tell(events)
