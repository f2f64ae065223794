"""A team that hands out work, and people who are there."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Membership, Team, User
from accounts.operations.attending import choose_availability
from tests.factories import make_ticket, make_user
from tickets.models import Event, Ticket


@pytest.fixture
def team(db: None) -> Team:
    return Team.objects.create(name="Machines", slug="machines", assignment=Team.Assignment.ROUND_ROBIN)


def join(team: Team, name: str, *, state: str = "online", capacity: int | None = None, **fields: Any) -> User:
    """Make an agent of a team who says that they are there, or away."""
    user = make_user(fields.pop("role", User.Role.AGENT), name=name, **fields)
    Membership.objects.create(team=team, user=user, capacity=capacity)
    if state and user.can_answer:
        choose_availability(user, to=state, by=user)
        user.refresh_from_db()
    return user


def waiting(team: Team, count: int = 1) -> list[Ticket]:
    return [make_ticket(team=team) for _ in range(count)]


def owner(ticket: Ticket) -> User | None:
    return Ticket.objects.select_related("assignee").get(pk=ticket.pk).assignee


def reason(ticket: Ticket) -> str:
    """Return why the ticket was given to or taken from somebody last."""
    moves = Event.objects.filter(ticket=ticket, action__in=["assigned", "unassigned"])
    return str(moves.latest("seq").particulars.get("reason", ""))
