"""Lengths of time are read and said so that nobody takes counted hours for days of the wall clock."""

from __future__ import annotations

import pytest

from helpdesk.lib.durations import parse_duration, say_business_time, say_duration, say_hours

HOUR = 3600


@pytest.mark.parametrize(
    ("seconds", "duration", "hours", "business"),
    [
        (45, "45 s", "45 s", "45 business seconds"),
        (60, "1 min", "1 min", "1 business minute"),
        (1800, "30 min", "30 min", "30 business minutes"),
        (HOUR, "1 h", "1 h", "1 business hour"),
        (8.25 * HOUR, "8 h 15 min", "8 h 15 min", "8 business hours 15 min"),
        (24 * HOUR, "1 day", "24 h", "24 business hours"),
        (66 * HOUR, "2 days 18 h", "66 h", "66 business hours"),
        (0, "0 s", "0 s", "0 business seconds"),
    ],
)
def test_time_is_said_by_the_clock_it_is_counted_on(seconds: float, duration: str, hours: str, business: str) -> None:
    assert (say_duration(seconds), say_hours(seconds), say_business_time(seconds)) == (duration, hours, business)
    if seconds:
        assert parse_duration(duration) == parse_duration(hours, days=False) == seconds


def test_business_time_has_no_days() -> None:
    with pytest.raises(ValueError, match="counted in hours, not days; write it like 16 h"):
        parse_duration("2 days", days=False)
    assert parse_duration("2 days") == 48 * HOUR
