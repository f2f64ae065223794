"""Moments as people type them into a search: `>2026-01-01`, `2026-01-01..2026-01-31`, `<7d`. Pure."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, tzinfo

DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_AGO = re.compile(r"(<=?|>=?)?(\d{1,4})([hdwmy])")
_DAY = re.compile(r"(<=?|>=?)?(\d{4}-\d{2}-\d{2})")
_RANGE = re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})")
_WORDS = {"today": (0, 1), "yesterday": (1, 1)}

Span = tuple[datetime | None, datetime | None]


def span(text: str, *, now: datetime, zone: tzinfo) -> Span | None:
    """Return from (inclusive) when until (exclusive) when a text means, or None for none we know.

    Days are those of `zone`. `<7d` is less than seven days ago, `>7d` longer ago than that, `7d` like `<7d`.
    """
    text = text.strip().lower()
    try:
        if found := _AGO.fullmatch(text):
            sign, count, unit = found.groups()
            ago = now - (timedelta(hours=int(count)) if unit == "h" else timedelta(days=int(count) * DAYS[unit]))
            return (None, ago) if (sign or "<").startswith(">") else (ago, None)
        if text in _WORDS:
            back, days = _WORDS[text]
            first = now.astimezone(zone).date() - timedelta(days=back)
            return _start(first, zone), _start(first + timedelta(days=days), zone)
        if found := _RANGE.fullmatch(text):
            first, last = (date.fromisoformat(part) for part in found.groups())
            return _start(first, zone), _start(last + timedelta(days=1), zone)
        if found := _DAY.fullmatch(text):
            return _beside(found[1] or "", date.fromisoformat(found[2]), zone)
    except (ValueError, OverflowError):
        return None
    return None


def _beside(sign: str, day: date, zone: tzinfo) -> Span:
    start, end = _start(day, zone), _start(day + timedelta(days=1), zone)
    return {"": (start, end), ">": (end, None), ">=": (start, None), "<": (None, start), "<=": (None, end)}[sign]


def _start(day: date, zone: tzinfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)
