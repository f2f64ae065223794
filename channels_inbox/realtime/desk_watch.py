"""The clock of a socket process that notes which agents are at the desk."""

from __future__ import annotations

import asyncio
import logging

from redis.asyncio import Redis
from redis.exceptions import RedisError

from channels_inbox.realtime.groups import EVERYONE
from channels_inbox.realtime.hub import Hub
from channels_inbox.realtime.member import Member
from channels_inbox.realtime.sightings import note

log = logging.getLogger(__name__)

# Seconds between two notes. The beat that judges by them thinks in minutes.
STEP = 10.0


class DeskWatch:
    """Notes for every agent whether a window of theirs is open, and whether one is in front."""

    def __init__(self, hub: Hub[Member], client: Redis) -> None:
        self._hub = hub
        self._client = client

    async def run(self) -> None:
        while True:
            try:
                await self.look()
            except RedisError as error:
                log.debug("Who is at the desk could not be noted (%s)", type(error).__name__)
            await asyncio.sleep(STEP)

    async def look(self) -> None:
        """Note who is here now."""
        windows = [m for m in self._hub.members([EVERYONE]) if m.entry.is_agent and m.in_front is not None]
        here = {m.entry.user_id for m in windows}
        seen = {m.entry.user_id for m in windows if m.in_front}
        await note(self._client, in_front=seen, open=here)
