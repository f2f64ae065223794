"""What follows from an event, in order, inside its transaction. Read it top to bottom: this is all of it.

Only rows change here. Whatever leaves the house (mail, sockets, HTTP) is a row written now and
handed over after commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from tickets import botting, notices, ratings, signals, waiting
from tickets.assignment import following as assignment
from tickets.rules import engine, standing, timers
from tickets.rules.chain import cause
from tickets.sla import following, policies

if TYPE_CHECKING:
    from tickets.models import Event, Message, Ticket

__all__ = ["FINGERPRINTS", "InForce", "advance", "cause", "conclude", "prepare", "react"]


class InForce(NamedTuple):
    """Fingerprints of the settings an event meets: what stands behind one is kept per process."""

    policies: str | None
    rules: str | None


# Answered by the statement that writes the event, so that asking costs none of its own. In InForce's order.
FINGERPRINTS = (policies.FINGERPRINT, standing.FINGERPRINT)


def prepare(ticket: Ticket, message: Message | None) -> tuple[str, ...]:
    """Change the ticket row itself before the event is written; return the fields the caller must save."""
    # 1. Who waits for whom since when.
    return waiting.follow(ticket, message) if message else ()


def advance(event: Event, in_force: InForce) -> list[tuple[str, dict[str, Any]]]:
    """Take a written event through the house; return the machine's own events to record next."""
    # 2. Whether the answer bot lets go.
    news = botting.follow(event)
    # 3. What was promised: clocks start, stand still, are met or missed.
    news += following.follow(event, policies.in_force(in_force.policies))
    # 4. Who works on it: the assigner is woken, or an absent owner lets go.
    news += assignment.follow(event)
    # 5. What a solved ticket's customer will be asked.
    ratings.follow(event)
    # 6. The apps above: delivery rows, live pages.
    signals.event_recorded.send(sender=type(event), event=event)
    return news


def conclude(events: Sequence[Event]) -> None:
    """Do what can be done at once for all events that were taken through the house together."""
    # 7. Who is to hear of it: notifications.
    notices.tell(events)


def react(event: Event, in_force: InForce) -> None:
    """Let the administrators' rules answer an event that is through; what they do are events of their own."""
    rules = standing.standing(in_force.rules)
    # 8. Timed rules: the moments they must look at the ticket.
    if rules.timed:
        timers.follow(event, rules.timed)
    # 9. Triggers, in their order.
    if rules.triggers:
        engine.react(event, rules.triggers)
