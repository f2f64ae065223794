"""Who would get a team's next ticket, and why the others would not: what its settings page explains."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import AvailabilityState, Leave, Membership, Team, User
from tickets.assignment.candidates import Candidate, candidates
from tickets.assignment.choosing import choose
from tickets.assignment.queue import hands_out_now, queued


@dataclass(frozen=True, slots=True)
class Outlook:
    """`waits` says why nobody gets anything now, `reason` why `person` would; each of `people` why they would not."""

    waits: str
    person: User | None
    reason: str
    people: list[tuple[Membership, str]]
    queued: int


SHOWN = 999


def outlook(team: Team, now: datetime) -> Outlook:
    """Return what would happen to a ticket of this team at this moment. Changes nothing, holds nothing."""
    found = {c.membership_id: c for c in candidates(team, now)}
    choice = choose(team.assignment, list(found.values())) if team.hands_out else None
    leaves = set(Leave.objects.filter(starts_at__lte=now, ends_at__gt=now).values_list("user_id", flat=True))
    people = [(m, _words(m, found, leaves)) for m in _members(team)]
    waits = _waits(team, now, anybody=choice is not None)
    return Outlook(
        waits,
        choice.candidate.user if choice and not waits else None,
        choice.reason if choice and not waits else "",
        people,
        queued().filter(team=team)[:SHOWN].count(),
    )


def _members(team: Team) -> Iterable[Membership]:
    people = Membership.objects.filter(team=team, user__is_active=True).select_related("user")
    return people.order_by("user__name", "pk")


def _waits(team: Team, now: datetime, *, anybody: bool) -> str:
    if not team.hands_out:
        return "This team’s tickets are taken and given by hand."
    if not hands_out_now(team, now) and team.calendar is not None:
        return f"“{team.calendar}” is closed now; tickets wait until it opens."
    return "" if anybody else "Nobody is online with room, so tickets wait in the team’s list."


def _words(membership: Membership, found: dict[int, Candidate], leaves: set[int]) -> str:
    user = membership.user
    if not user.can_answer:
        return "Light agent: writes notes only"
    if user.pk in leaves:
        return "On leave"
    if user.availability != AvailabilityState.ONLINE:
        return AvailabilityState(user.availability).label if user.availability else "Has not gone online yet"
    candidate = found.get(membership.pk)
    if candidate is None:
        return "Not available"
    return candidate.load if candidate.has_room else f"No room: {candidate.load}"
