"""Nobody is written to at night where they are, also in the nights the clock changes."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from channels_inbox.reaching_out.quiet import after_quiet

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("at", "zone", "since", "until", "then"),
    [
        # By day nothing moves, nor at the very end of the night.
        ("2026-11-19T12:00", BERLIN, "20:00", "08:00", "2026-11-19T12:00"),
        ("2026-11-19T07:00", BERLIN, "20:00", "08:00", "2026-11-19T07:00"),
        # Late in the evening it is tomorrow's morning, after midnight today's.
        ("2026-11-19T19:00", BERLIN, "20:00", "08:00", "2026-11-20T07:00"),
        ("2026-11-19T02:00", BERLIN, "20:00", "08:00", "2026-11-19T07:00"),
        # The same moment is day in one place and night in another.
        ("2026-11-19T11:00", NEW_YORK, "20:00", "08:00", "2026-11-19T13:00"),
        # Quiet over noon, and none at all.
        ("2026-11-19T12:30", BERLIN, "13:00", "15:00", "2026-11-19T14:00"),
        ("2026-11-19T02:00", BERLIN, "00:00", "00:00", "2026-11-19T02:00"),
        # In the night of the spring change the morning is an hour nearer, in autumn's an hour farther.
        ("2027-03-27T22:00", BERLIN, "20:00", "08:00", "2027-03-28T06:00"),
        ("2026-10-24T21:00", BERLIN, "20:00", "08:00", "2026-10-25T07:00"),
        # An end the clock skips comes as much later.
        ("2027-03-27T22:00", BERLIN, "20:00", "02:30", "2027-03-28T01:30"),
        # Of an end that comes twice the next to come.
        ("2026-10-24T23:00", BERLIN, "20:00", "02:30", "2026-10-25T00:30"),
        ("2026-10-25T01:10", BERLIN, "20:00", "02:30", "2026-10-25T01:30"),
    ],
)
def test_what_falls_into_the_night_comes_in_the_morning(
    at: str, zone: ZoneInfo, since: str, until: str, then: str
) -> None:
    found = after_quiet(
        datetime.fromisoformat(at).replace(tzinfo=UTC),
        zone,
        since=time.fromisoformat(since),
        until=time.fromisoformat(until),
    )
    assert found == datetime.fromisoformat(then).replace(tzinfo=UTC)
