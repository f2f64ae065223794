"""When somebody may be written to: not at night, where they are. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


def after_quiet(at: datetime, zone: ZoneInfo, *, since: time, until: time) -> datetime:
    """Return a moment itself, or the end of the quiet hours it falls into.

    An end that the clock skips in spring comes as much later; one that comes twice in autumn is the next to come.
    """
    local = at.astimezone(zone)
    now = local.time()
    over_night = since > until
    quiet = (now >= since or now < until) if over_night else since <= now < until
    if not quiet:
        return at
    day = local.date() + timedelta(days=1 if over_night and now >= since else 0)
    end = datetime.combine(day, until, tzinfo=zone)
    first = end.astimezone(UTC)
    return first if first > at else end.replace(fold=1).astimezone(UTC)
