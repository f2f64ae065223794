"""Whoever needs to know asks the calendar: is somebody there, and when next."""

from __future__ import annotations

from datetime import UTC, datetime

from accounts.models import Calendar

CALENDAR = Calendar(name="Desk", time_zone="Europe/Stockholm", hours={"mon": [["09:00", "12:00"]]})
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


def test_a_calendar_says_whether_it_is_open_in_its_own_zone() -> None:
    assert not CALENDAR.is_open(MONDAY.replace(hour=7, minute=59))
    assert CALENDAR.is_open(MONDAY.replace(hour=8))
    assert not CALENDAR.is_open(MONDAY.replace(hour=11))


def test_it_opens_next_now_while_it_is_open_and_else_at_the_next_slot() -> None:
    inside = MONDAY.replace(hour=9, minute=30)
    assert CALENDAR.next_open(inside) == inside
    assert CALENDAR.next_open(MONDAY) == MONDAY.replace(hour=8)
    assert CALENDAR.next_open(MONDAY.replace(hour=11)) == datetime(2026, 11, 30, 8, tzinfo=UTC)


def test_hours_that_have_run_out_open_never() -> None:
    over = Calendar(name="Fair", special=[{"date": "2020-05-01", "name": "", "slots": [["10:00", "16:00"]]}])
    assert over.next_open(MONDAY) is None
    assert not over.is_open(MONDAY)
