"""Lengths of time as people write them: “30 min”, “8 h”, “2 days 4 h”.

Counted hours have no days: 66 hours of a calendar that is open from nine to five are more than a week. They are
said as what they are, “66 business hours”.
"""

from __future__ import annotations

import re

_UNITS = {"s": 1, "sec": 1, "min": 60, "m": 60, "h": 3600, "hour": 3600, "d": 86400, "day": 86400}
_PART = re.compile(r"\s*(\d{1,6})\s*([a-z]+)\s*,?")
_DAY = 86400


def parse_duration(text: str, *, days: bool = True) -> int:
    """Return the seconds a text names; a day is 24 hours. Raises ValueError, saying how to write it.

    Without `days` it is counted in hours that close, of which nobody can say how many make a day.
    """
    rest, seconds = text.strip().lower(), 0
    while rest:
        found = _PART.match(rest)
        unit = _UNITS.get(found[2]) or _UNITS.get(found[2].removesuffix("s")) if found else None
        if found is None or unit is None:
            raise ValueError(f"“{text}” is no length of time; write it like 30 min, 8 h or 2 days.")
        if unit == _DAY and not days:
            raise ValueError(f"“{text}”: business time is counted in hours, not days; write it like 16 h.")
        seconds += int(found[1]) * unit
        rest = rest[found.end() :]
    return seconds


def say_duration(seconds: float) -> str:
    """Write seconds so that `parse_duration` reads them again; beyond a minute, single seconds are left out."""
    whole = round(seconds)
    days, rest = divmod(whole // 60 * 60, _DAY) if whole >= 60 else (0, whole)
    said = [f"{days} day{'s' if days > 1 else ''}"] * bool(days)
    return " ".join(said + [say_hours(rest)] * bool(rest or not days))


def say_hours(seconds: float) -> str:
    """Say the same without days: 66 h."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    hours, minutes = divmod(whole // 60, 60)
    return " ".join([f"{hours} h"] * bool(hours) + [f"{minutes} min"] * bool(minutes))


def say_business_time(seconds: float) -> str:
    """Say time that counts only while somebody is there: 66 business hours, 30 business minutes."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} business second{'s' if whole != 1 else ''}"
    hours, minutes = divmod(whole // 60, 60)
    if not hours:
        return f"{minutes} business minute{'s' if minutes > 1 else ''}"
    said = f"{hours} business hour{'s' if hours > 1 else ''}"
    return f"{said} {minutes} min" if minutes else said
