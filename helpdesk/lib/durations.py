"""Lengths of time as people write them: “30 min”, “8 h”, “2 days 4 h”."""

from __future__ import annotations

import re

_UNITS = {"s": 1, "sec": 1, "min": 60, "m": 60, "h": 3600, "hour": 3600, "d": 86400, "day": 86400}
_PART = re.compile(r"\s*(\d{1,6})\s*([a-z]+)\s*,?")


def parse_duration(text: str) -> int:
    """Return the seconds a text names; a day is 24 hours. Raises ValueError, saying how to write it."""
    rest, seconds = text.strip().lower(), 0
    while rest:
        found = _PART.match(rest)
        unit = _UNITS.get(found[2]) or _UNITS.get(found[2].removesuffix("s")) if found else None
        if found is None or unit is None:
            raise ValueError(f"“{text}” is no length of time; write it like 30 min, 8 h or 2 days.")
        seconds += int(found[1]) * unit
        rest = rest[found.end() :]
    return seconds


def say_duration(seconds: float) -> str:
    """Write seconds so that `parse_duration` reads them again; beyond a minute, single seconds are left out."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    days, rest = divmod(whole // 60, 24 * 60)
    hours, minutes = divmod(rest, 60)
    said = [f"{days} day{'s' if days > 1 else ''}"] * bool(days) + [f"{hours} h"] * bool(hours)
    return " ".join(said + [f"{minutes} min"] * bool(minutes))
