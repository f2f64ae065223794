"""Times in rows and messages are as short as they can be and never ambiguous."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from django.utils import timezone

from helpdesk.templatetags.desk import exact_time, message_time, short_time

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "short", "message"),
    [
        (datetime(2026, 11, 21, 6, 49, tzinfo=UTC), "7:49", "7:49"),
        (datetime(2026, 11, 19, 5, 5, tzinfo=UTC), "Thu", "Thu 6:05"),
        (datetime(2026, 11, 3, 13, 10, tzinfo=UTC), "3 Nov", "3 Nov 14:10"),
        (datetime(2025, 11, 3, 13, 10, tzinfo=UTC), "3 Nov 2025", "3 Nov 2025 14:10"),
        # Midnight UTC is already today in Stockholm.
        (datetime(2026, 11, 20, 23, 30, tzinfo=UTC), "0:30", "0:30"),
        # A moment to come is not “Thu”: that would read as last week.
        (datetime(2026, 11, 26, 12, 0, tzinfo=UTC), "26 Nov", "26 Nov 13:00"),
        (None, "", ""),
    ],
)
def test_a_moment_is_said_in_the_reader_s_zone(at: datetime | None, short: str, message: str) -> None:
    with time_machine.travel(NOW, tick=False), timezone.override("Europe/Stockholm"):
        assert (short_time(at), message_time(at)) == (short, message)


def test_the_title_says_it_in_full() -> None:
    with timezone.override("Europe/Stockholm"):
        assert exact_time(datetime(2026, 11, 19, 5, 48, tzinfo=UTC)) == "Thu 19 November 2026, 6:48 CET"
