"""The Date header, believed only within reason."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import mktime_tz, parsedate_tz

_OLDEST = datetime(1990, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=2)


def parse_date(text: str, now: datetime | None = None) -> datetime | None:
    """Return when a mail says it was sent, in its own offset; None when missing, unreadable or not believable.

    Not believable: before 1990 or more than two days ahead (dead batteries, and spam that wants to stay on top).
    """
    parsed = parsedate_tz(re.sub(r"\s+", " ", text[:200]))
    if parsed is None:
        return None
    try:
        stamp = datetime.fromtimestamp(mktime_tz(parsed), UTC)
        if not _OLDEST <= stamp <= (now or datetime.now(UTC)) + _AHEAD:
            return None
        offset = parsed[9] or 0
        return stamp.astimezone(timezone(timedelta(seconds=offset))) if abs(offset) < 86400 else stamp
    except (ValueError, OverflowError, OSError):
        return None
