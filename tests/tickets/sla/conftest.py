"""A house with promises: calendars of the specification, a policy, and a clock one can move."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from accounts.models import Calendar
from tickets.models import Metric, SlaClock, SlaPolicy, SlaTarget, Ticket
from tickets.models.kinds import Priority

BERLIN = ZoneInfo("Europe/Berlin")
HOUR, MINUTE = 3600, 60
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
Travel = Callable[[str], datetime]


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.fixture
def travel() -> Iterator[Travel]:
    """Set the clock to a time in Berlin."""
    with time_machine.travel(berlin("2026-11-30 09:00"), tick=False) as traveller:

        def to(text: str) -> datetime:
            traveller.move_to(berlin(text))
            return berlin(text)

        yield to


@pytest.fixture
def calendar_a(db: None) -> Calendar:
    return Calendar.objects.create(
        name="A",
        time_zone="Europe/Berlin",
        hours={day: [["09:00", "12:00"], ["13:00", "17:00"]] for day in WEEKDAYS},
        holidays=[{"date": "2026-12-25", "name": "Christmas"}],
    )


@pytest.fixture
def calendar_b(db: None) -> Calendar:
    days = (*WEEKDAYS, "sat", "sun")
    return Calendar.objects.create(name="B", time_zone="Europe/Berlin", hours={d: [["00:00", "24:00"]] for d in days})


@pytest.fixture
def calendar_c(db: None) -> Calendar:
    hours = {day: [["09:00", "17:00"]] for day in WEEKDAYS}
    return Calendar.objects.create(name="C", time_zone="America/New_York", hours=hours)


def promise(
    calendar: Calendar, *, mode: str = "business", priorities: object = None, position: int = 0, **seconds: int
) -> SlaPolicy:
    """Promise so many seconds per metric, for every priority or the named ones."""
    policy = SlaPolicy.objects.create(name="Everyone", calendar=calendar, position=position)
    for priority in priorities or Priority.values:  # type: ignore[attr-defined]
        for metric, value in seconds.items():
            SlaTarget.objects.create(policy=policy, priority=priority, metric=metric, seconds=value, mode=mode)
    return policy


def clock_of(ticket: Ticket, metric: str = Metric.RESOLUTION) -> SlaClock:
    return SlaClock.objects.filter(ticket=ticket, metric=metric).latest("instance")
