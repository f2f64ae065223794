"""Ninety days of a part: what several said laid over each other, day by day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from knowledgebase.status.states import State
from knowledgebase.status.uptime import Span, uptime_of

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
START = date(2025, 1, 1)
HOUR = timedelta(hours=1)


def span(status: str, began: datetime, hours: float | None, source: str = "incident", incident: int | None = 1) -> Span:
    return Span(status, source, began, began + hours * HOUR if hours is not None else None, incident)


def test_a_quiet_part_was_up_all_the_time() -> None:
    found = uptime_of([], now=NOW, start=START)
    assert (len(found.days), found.percent, found.troubled) == (90, 100, [])
    assert (found.days[0].date, found.days[-1].date) == (date(2026, 8, 23), date(2026, 11, 20))


def test_an_outage_over_midnight_counts_on_both_days() -> None:
    found = uptime_of([span("major_outage", datetime(2026, 11, 18, 23, tzinfo=UTC), 3)], now=NOW, start=START)
    first, second = found.days[-3:-1]
    assert (first.seconds, second.seconds) == ({State.MAJOR_OUTAGE: 3600}, {State.MAJOR_OUTAGE: 7200})
    assert first.incidents == [1]
    # Three hours of eighty-nine days and a half.
    assert found.percent == pytest.approx(100 * (1 - 3 / (89.5 * 24)))


def test_what_is_slow_or_planned_does_not_count_and_half_an_outage_counts_a_third() -> None:
    began = NOW - 30 * HOUR
    for status, lost in (("degraded", 0), ("maintenance", 0), ("partial_outage", 0.3), ("major_outage", 1)):
        found = uptime_of([span(status, began, 1)], now=NOW, start=START)
        assert found.percent == pytest.approx(100 * (1 - lost / (89.5 * 24))), status
        assert [day.state for day in found.troubled] == [status]


def test_what_overlaps_counts_once_as_the_worst_of_it() -> None:
    began = NOW - 30 * HOUR
    spans = [span("degraded", began, 4), span("major_outage", began + HOUR, 1), span("major_outage", began + HOUR, 1)]
    (day,) = uptime_of(spans, now=NOW, start=START).troubled
    assert day.seconds == {State.DEGRADED: 3 * 3600, State.MAJOR_OUTAGE: 3600}


def test_what_monitors_say_during_work_is_expected() -> None:
    began = NOW - 30 * HOUR
    spans = [span("maintenance", began, 2, "maintenance"), span("major_outage", began + HOUR, 2, "monitor", None)]
    (day,) = uptime_of(spans, now=NOW, start=START).troubled
    assert day.seconds == {State.MAINTENANCE: 2 * 3600, State.MAJOR_OUTAGE: 3600}


def test_what_still_stands_counts_until_now() -> None:
    found = uptime_of([span("major_outage", NOW - 2 * HOUR, None)], now=NOW, start=START)
    assert found.days[-1].seconds == {State.MAJOR_OUTAGE: 7200}


def test_days_before_its_start_are_not_measured() -> None:
    found = uptime_of([span("major_outage", NOW - 12 * HOUR, 12)], now=NOW, start=date(2026, 11, 20))
    assert [day.measured for day in found.days].count(True) == 1
    assert found.percent == 0
    assert uptime_of([], now=NOW, start=date(2027, 1, 1)).percent is None
