"""A month of a calendar, as a page draws it: who is there on which day, and why not on others."""

from __future__ import annotations

import calendar as months
from datetime import date
from typing import Any

from django.utils import timezone

from accounts.models import Calendar

HOUR = 3600


def month_of(calendar: Calendar, month: str) -> dict[str, Any]:
    """Return a month, “2026-12” or the present one, and when an hour counted from now on is over.

    Nothing for a calendar that makes no sense or never opens.
    """
    try:
        hours = calendar.business_hours()
        due = hours.due(timezone.now(), HOUR)
    except (ValueError, NotImplementedError, KeyError, OSError):
        # As it is being typed: hours that make no sense, no such zone (or a folder of zones), no such country.
        return {}
    first = _first_of(month) or timezone.now().astimezone(hours.zone).date().replace(day=1)
    public = calendar.public_holidays(first.year)
    own = {entry["date"]: entry.get("name", "") for entry in (*calendar.holidays, *calendar.special)}
    weeks = [
        [
            {
                "day": day,
                "outside": day.month != first.month,
                "slots": [(_clock(start), _clock(end)) for start, end in hours.slots_on(day)],
                "name": own.get(day.isoformat()) or own.get(day.strftime("--%m-%d")) or public.get(day, ""),
            }
            for day in week
        ]
        for week in months.Calendar().monthdatescalendar(first.year, first.month)
    ]
    return {
        "weeks": weeks,
        "month": first,
        "hour_due": due,
        "open_now": hours.is_open(timezone.now()),
        "next_open": hours.next_opening(timezone.now()),
    }


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02}:{minute % 60:02}" if minute != 24 * 60 else "24:00"


def _first_of(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01") if 1990 < int(text[:4]) < 2100 else None
    except ValueError:
        return None


def shifted(month: str, by: int) -> str:
    """Return the month so many later; for what is no month, none."""
    first = _first_of(month)
    if first is None:
        return ""
    number = first.year * 12 + first.month - 1 + by
    return f"{number // 12:04}-{number % 12 + 1:02}"
