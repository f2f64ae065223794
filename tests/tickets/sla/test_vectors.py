"""The ten vectors of the specification, lived through by tickets."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from accounts.models import Calendar, User
from tests.factories import make_ticket
from tests.tickets.sla.conftest import HOUR, MINUTE, Travel, berlin, clock_of, promise
from tickets.models import Event, SlaClock, SlaTarget
from tickets.models.kinds import Category, Priority
from tickets.operations.editing import set_priority
from tickets.operations.progress import set_status
from tickets.selectors import default_status

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("start", "seconds", "name", "due"),
    [
        ("2026-12-04 16:00", 8 * HOUR, "A", "2026-12-07 17:00"),
        ("2026-12-07 12:30", 60 * MINUTE, "A", "2026-12-07 14:00"),
        ("2026-12-24 16:30", 60 * MINUTE, "A", "2026-12-28 09:30"),
        ("2026-12-05 10:00", 30 * MINUTE, "A", "2026-12-07 09:30"),
        ("2027-03-27 20:00", 8 * HOUR, "B", "2027-03-28 05:00"),
        ("2026-10-24 20:00", 8 * HOUR, "B", "2026-10-25 03:00"),
    ],
)
def test_a_clock_is_due_where_the_table_says(
    start: str,
    seconds: int,
    name: str,
    due: str,
    travel: Travel,
    calendar_a: Calendar,
    calendar_b: Calendar,
) -> None:
    promise({"A": calendar_a, "B": calendar_b}[name], resolution=seconds)
    travel(start)
    ticket = make_ticket()
    # Twice that night the wall says three; the later one has no summer time any more.
    expected = berlin(due).replace(fold=1) if due.startswith("2026-10-25 02") else berlin(due)
    assert clock_of(ticket).due_at == expected
    ticket.refresh_from_db()
    assert (ticket.sla_due_at, ticket.sla_state) == (expected, "ok")


@pytest.mark.parametrize(
    ("start", "pause", "resume", "due", "left"),
    [
        ("2026-12-07 09:00", "2026-12-07 10:00", "2026-12-08 10:00", "2026-12-09 10:00", 7 * HOUR),
        ("2026-12-05 10:00", "2026-12-05 12:00", "2026-12-05 15:00", "2026-12-08 10:00", 8 * HOUR),
    ],
)
def test_a_pause_keeps_what_is_left(
    start: str, pause: str, resume: str, due: str, left: int, travel: Travel, calendar_a: Calendar, agent: User
) -> None:
    promise(calendar_a, resolution=8 * HOUR)
    travel(start)
    ticket = make_ticket()
    travel(pause)
    set_status(ticket, to=default_status(Category.WAITING_CUSTOMER), by=agent)
    clock = clock_of(ticket)
    assert (clock.state, clock.due_at, clock.remaining_seconds) == (SlaClock.State.PAUSED, None, left)
    ticket.refresh_from_db()
    assert (ticket.sla_state, ticket.sla_due_at) == ("paused", None)
    travel(resume)
    set_status(ticket, to=default_status(Category.OPEN), by=agent)
    clock = clock_of(ticket)
    # The second one: eight open hours after Monday's opening end on Tuesday at ten, as the day has seven.
    assert (clock.state, clock.due_at) == (SlaClock.State.RUNNING, berlin(due))


def test_a_clock_counts_in_the_zone_of_its_calendar(travel: Travel, calendar_c: Calendar) -> None:
    promise(calendar_c, resolution=HOUR)
    travel("2026-12-07 08:00")
    assert clock_of(make_ticket()).due_at == datetime(2026, 12, 7, 10, tzinfo=ZoneInfo("America/New_York"))


def test_a_raised_priority_may_break_a_promise_at_once(travel: Travel, calendar_a: Calendar, agent: User) -> None:
    policy = promise(calendar_a, resolution=8 * HOUR)
    SlaTarget.objects.filter(policy=policy, priority=Priority.URGENT).update(seconds=60 * MINUTE)
    travel("2026-12-07 09:00")
    ticket = make_ticket()
    travel("2026-12-07 11:00")
    set_priority(ticket, to=Priority.URGENT, by=agent)
    clock = clock_of(ticket)
    assert (clock.state, clock.due_at, clock.breached_at) == (
        SlaClock.State.BREACHED,
        berlin("2026-12-07 10:00"),
        berlin("2026-12-07 10:00"),
    )
    told = Event.objects.get(ticket=ticket, action="sla_breached")
    assert told.particulars["cause"] == "re-targeting"
    assert clock.ledger.get(kind="breach").particulars["cause"] == "re-targeting"
    ticket.refresh_from_db()
    assert (ticket.sla_state, ticket.seq) == ("breached", told.seq)
