"""The one subscription of a socket process."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable

from django.conf import settings
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as ValkeyGone
from redis.exceptions import RedisError

from channels_inbox.realtime.wire import Publication, key

log = logging.getLogger(__name__)

# Silence for this long is questioned with a PING; silence after that means the link is dead.
QUIET = 5.0
LONGEST_PAUSE = 2.0


class Subscription:
    """Listens for ever; calls `resumed` after each (re)connection, because whatever was sent before is lost."""

    def __init__(
        self,
        *,
        heard: Callable[[Publication], None],
        resumed: Callable[[], Awaitable[None]],
    ) -> None:
        self._client = valkey(timeout=None)
        self._heard = heard
        self._resumed = resumed
        self.connected = False

    async def run(self) -> None:
        pause = 0.1
        while True:
            try:
                async with self._client.pubsub() as pubsub:
                    await pubsub.subscribe(key("live"))
                    await self._listen(pubsub)
            except (RedisError, OSError) as error:
                if self.connected:
                    log.warning("Lost Valkey (%s); live pages will catch up.", type(error).__name__)
                    pause = 0.1
                self.connected = False
            await asyncio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _listen(self, pubsub: PubSub) -> None:
        asked = False
        while True:
            message = await pubsub.get_message(timeout=QUIET)
            if message is None:
                if asked:
                    raise ValkeyGone("no answer to PING")
                await pubsub.ping()
                asked = True
                continue
            asked = False
            if message["type"] == "message":
                self._hear(message["data"])
            elif message["type"] == "subscribe":
                self.connected = True
                await self._resumed()

    def _hear(self, data: bytes) -> None:
        try:
            publication = Publication.decode(data)
        except (ValueError, KeyError):
            log.exception("Something else publishes on our channel")
            return
        self._heard(publication)


def valkey(*, timeout: float | None = 2) -> Redis:
    """Return a client that gives up after `timeout` seconds; None waits for ever, as a subscription must."""
    # redis-py would try again by itself for seconds; the subscription does that in its own time.
    return Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=timeout,
        socket_connect_timeout=2,
        retry=Retry(NoBackoff(), 1),
    )
