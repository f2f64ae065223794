"""`{"id", "calendar", "start", "seconds" | "end", "pauses"?}` → `{"id", "due"}` or `{"id", "elapsed_seconds"}`.

A calendar is `{"timezone", "hours": {"mon": [["09:00", "17:00"]], …}, "holidays": ["2026-12-25", "--12-25"]}`.
Moments are ISO 8601; without an offset they are local times of the calendar.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from helpdesk.lib.business_hours import BusinessHours, Slot, slot

from . import Answer, BadLine, Line

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@contextmanager
def session(keep: bool) -> Iterator[Answer]:
    """Give the answering function; nothing is stored, so `keep` changes nothing."""
    yield answer


def answer(line: Line) -> Line:
    """Answer one question about business time."""
    try:
        hours = _hours(json.dumps(line["calendar"], sort_keys=True))
        start = _moment(line["start"], hours.zone)
        pauses = [(_moment(a, hours.zone), _moment(b, hours.zone)) for a, b in line.get("pauses") or []]
        if line.get("end") is not None:
            elapsed = hours.elapsed(start, _moment(line["end"], hours.zone), pauses)
            return {"elapsed_seconds": int(elapsed) if elapsed == int(elapsed) else elapsed}
        due = hours.due(start, _number(line["seconds"]), pauses)
    except KeyError as missing:
        raise BadLine(f"{missing} is needed") from None
    except (TypeError, ValueError, OverflowError) as error:
        raise BadLine(str(error)) from None
    return {"due": due.isoformat().replace("+00:00", "Z")}


@lru_cache(maxsize=1024)
def _hours(text: str) -> BusinessHours:
    calendar = json.loads(text)
    try:
        zone = ZoneInfo(calendar["timezone"])
    except (OSError, ValueError, LookupError):
        raise ValueError(f"“{calendar.get('timezone')}” is no time zone.") from None
    unknown = set(calendar["hours"]) - set(DAYS)
    if unknown:
        raise ValueError(f"Unknown days: {', '.join(sorted(unknown))}.")
    listed = calendar.get("holidays") or []
    return BusinessHours(
        zone=zone,
        week=tuple(tuple(_slots(calendar["hours"].get(day) or [])) for day in DAYS),
        holidays=frozenset(date.fromisoformat(day) for day in listed if not day.startswith("--")),
        yearly=frozenset(_yearly(day) for day in listed if day.startswith("--")),
    )


def _slots(pairs: list[list[str]]) -> Iterator[Slot]:
    for start, end in pairs:
        yield slot(start, end)


def _yearly(text: str) -> tuple[int, int]:
    # A leap year, so that --02-29 is a day.
    day = date.fromisoformat(f"2024-{text.removeprefix('--')}")
    return day.month, day.day


def _moment(text: Any, zone: ZoneInfo) -> datetime:
    at = datetime.fromisoformat(text)
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e11:
        raise ValueError('"seconds" must be a number that is not negative')
    return value
