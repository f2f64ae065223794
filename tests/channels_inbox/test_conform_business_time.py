"""The door for business-time corpora answers as the library does, and says what is wrong with a line."""

from __future__ import annotations

from typing import Any

import pytest

from channels_inbox.conform import BadLine
from channels_inbox.conform.business_time import answer

CALENDAR = {
    "timezone": "Europe/Berlin",
    "hours": {day: [["09:00", "12:00"], ["13:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
    "holidays": ["--12-25"],
}


def ask(**line: Any) -> dict[str, Any]:
    return answer({"calendar": CALENDAR, **line})


def test_due_and_elapsed() -> None:
    assert ask(start="2026-12-04T16:00:00+01:00", seconds=8 * 3600) == {"due": "2026-12-07T16:00:00Z"}
    assert ask(start="2026-12-04T15:00:00Z", end="2026-12-07T09:00:00Z") == {"elapsed_seconds": 7200}


def test_pauses_and_yearly_holidays_do_not_count() -> None:
    pauses = [["2026-12-07T09:00:00Z", "2026-12-08T09:00:00Z"]]
    assert ask(start="2026-12-07T08:00:00Z", seconds=8 * 3600, pauses=pauses) == {"due": "2026-12-09T09:00:00Z"}
    assert ask(start="2026-12-24T15:30:00Z", seconds=3600) == {"due": "2026-12-28T08:30:00Z"}


def test_a_moment_without_an_offset_is_the_calendar_s_own() -> None:
    assert ask(start="2026-12-07T12:30:00", seconds=3600) == {"due": "2026-12-07T13:00:00Z"}


@pytest.mark.parametrize(
    "line",
    [
        {"start": "2026-12-04T16:00:00Z"},
        {"start": "yesterday", "seconds": 1},
        {"start": "2026-12-04T16:00:00Z", "seconds": -1},
        {"start": "2026-12-04T16:00:00Z", "seconds": "8"},
        {"start": "2026-12-04T16:00:00Z", "seconds": 1, "calendar": {**CALENDAR, "timezone": "Mars/Base"}},
        {"start": "2026-12-04T16:00:00Z", "seconds": 1, "calendar": {**CALENDAR, "hours": {}}},
        {"start": "2026-12-04T16:00:00Z", "seconds": 1, "calendar": {**CALENDAR, "hours": {"mon": [["9", "17:00"]]}}},
    ],
)
def test_a_bad_line_says_what_is_wrong(line: dict[str, Any]) -> None:
    with pytest.raises(BadLine):
        ask(**line)
