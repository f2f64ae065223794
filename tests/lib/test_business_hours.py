"""Business time, against the table of the specification and a walk minute by minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.lib.business_hours import DAY, BusinessHours, NeverOpens, Slot, slot

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
OFFICE = (slot("09:00", "12:00"), slot("13:00", "17:00"))
A = BusinessHours(BERLIN, (OFFICE,) * 5 + ((), ()), holidays=frozenset({date(2026, 12, 25)}))
B = BusinessHours(BERLIN, (((0, DAY),),) * 7)
C = BusinessHours(NEW_YORK, ((slot("09:00", "17:00"),),) * 5 + ((), ()))
HOUR = 3600


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("hours", "start", "seconds", "pauses", "due"),
    [
        (A, "2026-12-04 16:00", 8 * HOUR, [], "2026-12-07 17:00"),
        (A, "2026-12-07 12:30", HOUR, [], "2026-12-07 14:00"),
        (A, "2026-12-24 16:30", HOUR, [], "2026-12-28 09:30"),
        (A, "2026-12-05 10:00", HOUR / 2, [], "2026-12-07 09:30"),
        (B, "2027-03-27 20:00", 8 * HOUR, [], "2027-03-28 05:00"),
        (B, "2026-10-24 20:00", 8 * HOUR, [], "2026-10-25 03:00"),
        (A, "2026-12-07 09:00", 8 * HOUR, [("2026-12-07 10:00", "2026-12-08 10:00")], "2026-12-09 10:00"),
        (A, "2026-12-05 10:00", 8 * HOUR, [("2026-12-05 12:00", "2026-12-05 15:00")], "2026-12-08 10:00"),
        (A, "2026-12-07 09:00", HOUR, [], "2026-12-07 10:00"),
    ],
)
def test_the_vectors_of_the_specification(
    hours: BusinessHours, start: str, seconds: float, pauses: list[tuple[str, str]], due: str
) -> None:
    asked = [(berlin(a), berlin(b)) for a, b in pauses]
    assert hours.due(berlin(start), seconds, asked) == berlin(due)
    assert hours.elapsed(berlin(start), berlin(due), asked) == seconds


def test_a_target_in_another_zone_s_hours() -> None:
    expected = datetime(2026, 12, 7, 10, 0, tzinfo=NEW_YORK)
    assert C.due(berlin("2026-12-07 08:00"), HOUR) == expected


def test_elapsed_over_a_weekend() -> None:
    assert A.elapsed(berlin("2026-12-04 16:00"), berlin("2026-12-07 10:00")) == 2 * HOUR


def test_j05_a_holiday_on_monday_moves_a_target_to_tuesday() -> None:
    nine_to_five = (slot("09:00", "17:00"),)
    plain = BusinessHours(BERLIN, (nine_to_five,) * 5 + ((), ()))
    closed = BusinessHours(BERLIN, plain.week, holidays=frozenset({date(2026, 12, 7)}))
    friday = berlin("2026-12-04 16:30")
    assert plain.due(friday, HOUR) == berlin("2026-12-07 09:30")
    assert closed.due(friday, HOUR) == berlin("2026-12-08 09:30")


def test_a_yearly_holiday_closes_every_year_and_a_special_day_opens_it() -> None:
    hours = BusinessHours(
        BERLIN, A.week, yearly=frozenset({(12, 25)}), special={date(2029, 12, 25): (slot("10:00", "11:00"),)}
    )
    assert hours.slots_on(date(2028, 12, 25)) == ()
    assert hours.slots_on(date(2029, 12, 25)) == ((600, 660),)


def test_a_night_shift_belongs_to_the_day_it_begins_on() -> None:
    night = BusinessHours(BERLIN, ((slot("22:00", "06:00"),),) * 7, holidays=frozenset({date(2026, 12, 8)}))
    assert night.is_open(berlin("2026-12-08 05:59"))
    assert not night.is_open(berlin("2026-12-09 05:59"))
    assert night.next_opening(berlin("2026-12-08 07:00")) == berlin("2026-12-09 22:00")


def test_a_calendar_that_never_opens_is_named() -> None:
    never = BusinessHours(BERLIN, ((),) * 7)
    with pytest.raises(NeverOpens):
        never.due(berlin("2026-12-07 09:00"), 60)
    assert never.elapsed(berlin("2026-12-07 09:00"), berlin("2026-12-08 09:00")) == 0


def test_a_boundary_the_clock_skips_moves_forward_and_one_that_comes_twice_is_its_first() -> None:
    early = BusinessHours(BERLIN, ((slot("02:30", "05:00"),),) * 7)
    spring, autumn = berlin("2027-03-28 00:00"), berlin("2026-10-25 00:00")
    assert early.next_opening(spring) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert early.next_opening(autumn) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert early.elapsed(autumn, autumn + timedelta(hours=12)) == 3.5 * HOUR


# An oracle of another kind: every minute of three years is asked on its own.
ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "Africa/Cairo",
    "America/St_Johns",
    "Pacific/Auckland",
    "Asia/Tokyo",
    "Europe/London",
]
YEARS = (2026, 2029)


@cache
def changes(name: str) -> tuple[datetime, ...]:
    """Return every hour of three years after which the zone's clock stood differently."""
    zone, found = ZoneInfo(name), []
    at, end = datetime(YEARS[0], 1, 1, tzinfo=UTC), datetime(YEARS[1], 1, 1, tzinfo=UTC)
    while at < end:
        after = at + timedelta(hours=1)
        if at.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset():
            found.append(at)
        at = after
    return tuple(found)


def opened(hours: BusinessHours, minute: datetime) -> bool:
    """Say by boundaries alone whether a minute counts: no sums, no caches, no merging."""
    local = minute.astimezone(hours.zone)
    for back in range(-1, 3):
        day = local.date() - timedelta(days=back)
        for start, end in hours.slots_on(day):
            bounds = [
                datetime.combine(day + timedelta(days=at // DAY), datetime.min.time(), hours.zone).replace(
                    hour=at % DAY // 60, minute=at % 60
                )
                for at in (start, end)
            ]
            low, high = (b.astimezone(UTC) for b in bounds)
            if low <= minute < high:
                return True
    return False


slots = st.tuples(st.integers(0, DAY - 1), st.integers(1, DAY)).map(lambda s: (s[0], s[0] + s[1]))


@st.composite
def questions(draw: st.DrawFn) -> tuple[BusinessHours, datetime, int]:
    name = draw(st.sampled_from(ZONES))
    week: tuple[tuple[Slot, ...], ...] = tuple(tuple(draw(st.lists(slots, max_size=2))) for _ in range(7))
    around = draw(st.sampled_from(changes(name) or (datetime(2027, 6, 1, tzinfo=UTC),)))
    start = around + timedelta(minutes=draw(st.integers(-3 * DAY, DAY)))
    closed = frozenset({start.date()}) if draw(st.booleans()) else frozenset[date]()
    return BusinessHours(ZoneInfo(name), week, holidays=closed), start, draw(st.integers(1, 3 * DAY))


@settings(max_examples=150, deadline=None)
@given(questions())
def test_sums_agree_with_a_walk_minute_by_minute(question: tuple[BusinessHours, datetime, int]) -> None:
    hours, start, length = question
    counted = 0
    for minute in range(length):
        counted += opened(hours, start + timedelta(minutes=minute))
    end = start + timedelta(minutes=length)
    assert hours.elapsed(start, end) == counted * 60
    if counted:
        due = hours.due(start, counted * 60)
        assert due <= end
        assert hours.elapsed(start, due) == counted * 60
        assert opened(hours, due - timedelta(minutes=1))
