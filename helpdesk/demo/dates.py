"""When each ticket number was given out: numbers and dates rise together."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from helpdesk.demo.hours import GOTHENBURG
from helpdesk.demo.telling import waking

FIRST = 47413
MAYA = 48213
# Opened shortly before the desk is first looked at, minutes ago.
THIS_MORNING = {48215: 79, 48216: 77, 48217: 72, 48219: 54, 48226: 44, 48230: 21, 48231: 19}


def opening_times(*, rng: random.Random, now: datetime) -> dict[int, datetime]:
    """Return number -> opened, rising; denser the nearer to now, thin on Sundays, none at night."""
    maya = _weekday_morning(now)
    past = []
    for back in range(MAYA - FIRST, 0, -1):
        at = maya - timedelta(days=0.0328 * (back + rng.uniform(-0.4, 0.4)) ** 1.2)
        if at.astimezone(GOTHENBURG).weekday() == 6 and rng.random() < 0.6:
            at -= timedelta(days=1)
        past.append(min(waking(at, rng), maya - timedelta(minutes=9)))
    times = dict(zip(range(FIRST, MAYA), sorted(past), strict=True))
    times[MAYA] = maya
    first = now - timedelta(minutes=max(THIS_MORNING.values()))
    times[MAYA + 1] = waking(maya + (first - maya) / 2, rng)
    times.update({number: now - timedelta(minutes=m) for number, m in THIS_MORNING.items()})
    return times


def _weekday_morning(now: datetime) -> datetime:
    """Return 8:12 on the last weekday at least three days ago."""
    day = now.astimezone(GOTHENBURG) - timedelta(days=3)
    while day.weekday() > 4:
        day -= timedelta(days=1)
    return day.replace(hour=8, minute=12, second=0, microsecond=0).astimezone(now.tzinfo)
