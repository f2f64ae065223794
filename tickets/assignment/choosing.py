"""The choice itself: pure, so that it can be read, tested and explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import Team
from tickets.assignment.candidates import Candidate


@dataclass(frozen=True, slots=True)
class Choice:
    candidate: Candidate
    # In words that follow “Assigned to Ana by”; kept in the event.
    reason: str


def choose(mode: str, among: Sequence[Candidate], *, gave_back: int | None = None) -> Choice | None:
    """Choose who gets a ticket; None when nobody has room.

    Round robin takes who was given one longest ago, least busy who has most room in proportion to their limit.
    `gave_back` put this very ticket back and gets it again only when nobody else can take it.
    """
    free = [c for c in among if c.has_room]
    if not free:
        return None
    others = [c for c in free if c.user.pk != gave_back] or free
    if mode == Team.Assignment.ROUND_ROBIN:
        chosen, words = min(others, key=lambda c: (c.turn, c.membership_id)), "their turn"
    else:
        widest = max((c.limit for c in others if c.limit is not None), default=1)
        chosen = min(others, key=lambda c: (c.open / (c.limit or widest), c.turn, c.membership_id))
        words = "fewest open" if chosen.limit is None else "most room"
    if len(others) == 1:
        words = "the only one free"
    return Choice(chosen, f"{Team.Assignment(mode).label.lower()}: {words} ({chosen.load})")
