"""Planned work as iCalendar (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


@dataclass(frozen=True, slots=True)
class Appointment:
    """One event. `uid` is the same however often it moves; `sequence` grows with each change."""

    uid: str
    title: str
    text: str
    url: str
    begins: datetime
    ends: datetime
    changed: datetime
    sequence: int
    cancelled: bool = False


def calendar(name: str, appointments: Iterable[Appointment]) -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Help desk//Status page//EN", "METHOD:PUBLISH"]
    lines += ["X-PUBLISHED-TTL:PT15M", f"X-WR-CALNAME:{_text(name)}"]
    for one in appointments:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_text(one.uid)}",
            f"DTSTAMP:{_moment(one.changed)}",
            f"DTSTART:{_moment(one.begins)}",
            f"DTEND:{_moment(one.ends)}",
            f"SEQUENCE:{one.sequence}",
            f"STATUS:{'CANCELLED' if one.cancelled else 'CONFIRMED'}",
            f"SUMMARY:{_text(one.title)}",
            f"DESCRIPTION:{_text(one.text)}",
            f"URL:{one.url}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _text(said: str) -> str:
    return said.translate(_ESCAPES)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _folded(line: str) -> str:
    """Break a line after at most 75 bytes, never within a character (3.1)."""
    rows: list[str] = []
    row, size = "", 0
    for sign in line:
        width = len(sign.encode())
        if size + width > (75 if not rows else 74):
            rows.append(row)
            row, size = "", 0
        row, size = row + sign, size + width
    return "\r\n ".join([*rows, row])
