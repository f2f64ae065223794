"""The numbers of our advisory locks, in one place: two that share one would wait for each other for no reason."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

from helpdesk.lib.rows import scalars


class Lock(IntEnum):
    """Those of places (`slot`) and of ratings take a second number beside this one."""

    MAIL_SLOTS = 4101
    FAMILIES = 4102
    FACTS = 4103
    WEBHOOKS = 4104
    RATINGS = 4105
    BOT_CALLS = 4106
    FETCHES = 4107
    QUESTIONS = 4108
    SEARCH_INDEX = 4109
    LISTENERS = 4110
    MONITORS = 4111
    STATUS_LETTERS = 4112
    STATUS_POSTS = 4113
    ONGOING = 4114
    ANNOUNCEMENTS = 4115
    NEIGHBOUR_LETTERS = 4116
    PROMISES = 4119
    REACH_OUTS = 4120
    COMMUNITY_IMPORTS = 4121


@contextmanager
def alone(lock: Lock) -> Iterator[None]:
    """Wait until nobody else is in here, and hold it; it ends with the connection. For work of milliseconds."""
    scalars("SELECT pg_advisory_lock(%s, 0)::text", [lock])
    try:
        yield
    finally:
        scalars("SELECT pg_advisory_unlock(%s, 0)", [lock])


@contextmanager
def slot(lock: Lock, places: int) -> Iterator[bool]:
    """Hold one of some places, or say that none is free; it ends with the connection.

    For work that waits for other people's servers: it must not keep every worker from everything else.
    """
    held = next((n for n in range(places) if scalars("SELECT pg_try_advisory_lock(%s, %s)", [lock, n])[0]), None)
    try:
        yield held is not None
    finally:
        if held is not None:
            scalars("SELECT pg_advisory_unlock(%s, %s)", [lock, held])
