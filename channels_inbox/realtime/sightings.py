"""When agents were last at the desk: what the socket processes note in Valkey, and the beat reads.

Nobody is gone because a socket closed: only because no process said for minutes that one was there. What Valkey
forgets, and whatever happened while nobody noted anything, counts for nobody.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from redis import Redis

from channels_inbox.realtime.wire import key

# Seconds without a word of any socket process after which watching begins anew.
WATCH = 30
# Seconds after which a mark tells nothing any more that a missing one would not.
OLD = 24 * 3600


@dataclass(frozen=True, slots=True)
class Sightings:
    """Moments by user. `watched_since` is when the noting that still goes on began; nobody was missed before."""

    watched_since: datetime
    in_front: dict[int, datetime]
    open: dict[int, datetime]


async def note(client: Any, *, in_front: Collection[int], open: Collection[int]) -> None:
    """Say that these users have a window of the desk open now, or in front. One round trip for any number."""
    now = time.time()
    async with client.pipeline(transaction=False) as pipe:
        # Never begun anew while it lasts, however many processes say so.
        pipe.set(key("watch"), now, nx=True)
        pipe.expire(key("watch"), WATCH)
        for name, users in (("in-front", in_front), ("open", open)):
            if users:
                pipe.zadd(key(name), dict.fromkeys(map(str, users), now))
            pipe.zremrangebyscore(key(name), "-inf", now - OLD)
        await pipe.execute()


def sightings(client: Redis) -> Sightings | None:
    """Read what was noted; None when nobody notes anything now. Raises RedisError."""
    with client.pipeline(transaction=False) as pipe:
        pipe.get(key("watch"))
        pipe.zrange(key("in-front"), 0, -1, withscores=True)
        pipe.zrange(key("open"), 0, -1, withscores=True)
        watch, *marks = pipe.execute()
    if watch is None:
        return None
    return Sightings(_moment(float(watch)), *map(_by_user, marks))


def _by_user(marks: list[tuple[bytes, float]]) -> dict[int, datetime]:
    return {int(user): _moment(score) for user, score in marks}


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
