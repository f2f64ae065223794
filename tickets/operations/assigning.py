"""Who works on a ticket."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from accounts.models import Team, User
from tickets.errors import NotAllowed
from tickets.events import Actor, record
from tickets.models import Event, Ticket
from tickets.permissions import require_change
from tickets.selectors import locked


@transaction.atomic
def assign_ticket(ticket: Ticket, *, to: User | None, by: Actor, reason: str = "") -> Event | None:
    """Give the ticket to an agent, or to nobody; None when nothing changes. The team stays.

    `reason` says in words why the desk or a rule chose them.
    """
    require_change(by)
    if to is not None and not (to.is_active and to.can_answer):
        raise NotAllowed(f"{to} cannot be given tickets.")
    return hand_over(locked(ticket), to=to, by=by, reason=reason)


@transaction.atomic
def assign_team(ticket: Ticket, *, to: Team | None, by: Actor) -> Event | None:
    """Move the ticket to a team, which decides anew who works on it; without a team its owner stays."""
    require_change(by)
    ticket = locked(ticket)
    if ticket.team_id == (to.pk if to else None):
        return None
    before, owner = ticket.team, ticket.assignee_id
    ticket.team = to
    ticket.save(update_fields=["team"])
    event = record(
        ticket,
        "team_changed",
        by=by,
        before=str(before or ""),
        after=str(to or ""),
        before_id=before.pk if before else None,
        after_id=to.pk if to else None,
    )
    # A rule that answered the event may have given it to somebody already.
    if to and owner and ticket.assignee_id == owner:
        hand_over(ticket, to=None, by=by)
    return event


def hand_over(ticket: Ticket, *, to: User | None, by: Actor, reason: str = "") -> Event | None:
    """Change the owner of a ticket whose lock the caller holds."""
    if ticket.assignee_id == (to.pk if to else None):
        return None
    before = ticket.assignee
    ticket.assignee = to
    ticket.save(update_fields=["assignee"])
    particulars: dict[str, Any] = {"reason": reason} if reason else {}
    return record(
        ticket,
        "assigned" if to else "unassigned",
        by=by,
        before=str(before or ""),
        after=str(to or ""),
        before_id=before.pk if before else None,
        after_id=to.pk if to else None,
        **particulars,
    )
