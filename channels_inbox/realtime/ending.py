"""How our sockets end: from our side, even if the other reads nothing any more."""

from __future__ import annotations

import asyncio
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer

from channels_inbox.realtime.outbox import GONE

# A farewell that the client does not take within this many seconds is not waited for.
FAREWELL = 1.0
POLICY_VIOLATION = 1008


class EndingConsumer(AsyncWebsocketConsumer):
    """A socket that can be closed by us, once, and is forgotten however it ends."""

    def __init__(self) -> None:
        super().__init__()
        self._closing: asyncio.Task[None] | None = None

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        self._task = asyncio.current_task()
        try:
            await super().__call__(scope, receive, send)
        except asyncio.CancelledError:
            if self._closing is None:
                raise
        finally:
            self._forget()

    def _end(self, code: int) -> None:
        if self._closing is None:
            self._forget()
            self._closing = asyncio.create_task(self._say_farewell(code))

    async def _say_farewell(self, code: int) -> None:
        try:
            await asyncio.wait_for(self.close(code), FAREWELL)
        except (TimeoutError, *GONE):
            if self._task is not None:
                self._task.cancel()

    def _forget(self) -> None:
        """Take this socket off all lists. May be asked more than once."""
        raise NotImplementedError
