"""The hours a clock counts in."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from accounts.models import Calendar
from helpdesk.lib.business_hours import DAY, BusinessHours, Pause
from tickets.models import Mode, SlaClock, SlaEvent


@lru_cache(maxsize=1)
def always() -> BusinessHours:
    """Return hours that never close."""
    return BusinessHours(ZoneInfo("UTC"), (((0, DAY),),) * 7)


def hours_in(mode: str, calendar: Calendar) -> BusinessHours:
    return always() if mode == Mode.CALENDAR else calendar.business_hours()


def hours_for(clock: SlaClock) -> BusinessHours:
    return hours_in(clock.mode, clock.calendar)


def pauses_of(clock: SlaClock, *, until: datetime) -> list[Pause]:
    """Read the stretches a clock stood still from its ledger; one that lasts ends at `until`."""
    found: list[Pause] = []
    since: datetime | None = None
    for kind, at in SlaEvent.objects.filter(clock=clock).order_by("pk").values_list("kind", "at"):
        if kind in _STOPS:
            since = since or at
        elif kind == SlaEvent.Kind.RESUME and since is not None:
            found.append((since, at))
            since = None
    if since is not None:
        found.append((since, max(since, until)))
    return [(a.astimezone(UTC), b.astimezone(UTC)) for a, b in found]


_STOPS = {SlaEvent.Kind.PAUSE, SlaEvent.Kind.FULFIL, SlaEvent.Kind.CANCEL}
