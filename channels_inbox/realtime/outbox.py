"""The frames that wait for one socket."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

Send = Callable[[dict[str, Any]], Awaitable[None]]

LIMIT = 256
# What servers raise when the client has gone, and when they have closed the socket themselves (uvicorn).
GONE = (OSError, RuntimeError)


class Outbox:
    """A bounded queue before a socket: a client that does not read costs itself its connection, nobody else anything.

    No task waits while there is nothing to send, which keeps an idle socket small.
    """

    __slots__ = ("_fell_behind", "_send", "_sender", "_waiting", "closed")

    def __init__(self, send: Send, *, fell_behind: Callable[[], None]) -> None:
        self._send = send
        self._fell_behind = fell_behind
        self._waiting: deque[dict[str, Any]] = deque()
        self._sender: asyncio.Task[None] | None = None
        self.closed = False

    def put(self, message: dict[str, Any]) -> None:
        """Queue an ASGI message; drop the socket instead when LIMIT wait already."""
        if self.closed:
            return
        if len(self._waiting) >= LIMIT:
            self.close()
            self._fell_behind()
            return
        self._waiting.append(message)
        if self._sender is None:
            self._sender = asyncio.create_task(self._send_waiting())

    def close(self) -> None:
        """Forget what waits, and take nothing more."""
        self.closed = True
        self._waiting.clear()
        if self._sender is not None:
            self._sender.cancel()

    async def _send_waiting(self) -> None:
        try:
            while self._waiting:
                await self._send(self._waiting.popleft())
        except GONE:  # its disconnect is on the way
            self.closed = True
            self._waiting.clear()
        finally:
            self._sender = None
