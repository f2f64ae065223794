"""Tell the socket processes. Called after commit, by whatever process changed the rows."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import lru_cache

from django.conf import settings
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from channels_inbox.realtime.groups import EVERYONE
from channels_inbox.realtime.wire import Publication, frame, key

log = logging.getLogger(__name__)

RESYNC = frame({"kind": "resync"})
# A slow Valkey may hold up the answer to an agent's click for this long, once.
TIMEOUT = 0.5


class Publisher:
    """Publishes to Valkey; a failure is logged and made good by a resync before the next publication."""

    def __init__(self, client: Redis) -> None:
        self.client = client
        self.missed = False

    def publish(self, publications: Sequence[Publication]) -> None:
        """Send publications in one round trip. Never raises because Valkey is away."""
        try:
            with self.client.pipeline(transaction=False) as pipe:
                if self.missed:
                    pipe.publish(key("live"), Publication(frozenset([EVERYONE]), RESYNC).encode())
                for publication in publications:
                    pipe.publish(key("live"), publication.encode())
                pipe.execute()
            self.missed = False
        except RedisError as error:
            self.missed = True
            log.warning("Live pages were not told of a change (%s); they will catch up.", type(error).__name__)


@lru_cache(maxsize=1)
def publisher() -> Publisher:
    """Return this process's publisher; its connections survive a fork and a restart of Valkey."""
    client = Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=TIMEOUT,
        socket_connect_timeout=TIMEOUT,
        # One more try at once: a pooled connection may be from before the restart.
        retry=Retry(NoBackoff(), 1),
    )
    return Publisher(client)
