"""What follows from what an agent chose, from their windows, and from their leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from accounts.models import AvailabilityState as State


@dataclass(frozen=True, slots=True)
class Sighting:
    """When a window of the desk was last in front, and when one was last open at all."""

    in_front: datetime
    open: datetime


def follows(chosen: str, seen: Sighting, *, leave_until: datetime | None, now: datetime) -> tuple[State, str]:
    """Return the state somebody is in, and why it is not what they chose (empty when it is).

    Windows closed, hidden or asleep look the same from here: nobody says any more that one is in front.
    """
    if chosen == State.OFFLINE:
        return State.OFFLINE, ""
    if now - seen.open > timedelta(seconds=settings.OFFLINE_AFTER):
        return State.OFFLINE, f"No window of the desk was open for {_minutes(settings.OFFLINE_AFTER)}."
    if leave_until is not None:
        return State.REASSIGN, "On leave."
    if chosen == State.ONLINE and now - seen.in_front > timedelta(seconds=settings.AWAY_AFTER):
        return State.AWAY, f"No window of the desk was in front for {_minutes(settings.AWAY_AFTER)}."
    return State(chosen), ""


def _minutes(seconds: int) -> str:
    count = max(1, seconds // 60)
    return f"{count} minute{'s' if count > 1 else ''}"
