"""How fast one socket may speak."""

from __future__ import annotations

import asyncio
import time


class Pace:
    """Makes a flood wait in its own pipe: while `keep` waits, the server reads no more of that socket.

    A page may send `burst` frames at once, `per_second` in the long run. Nothing is dropped, so the last
    thing a page said is what counts.
    """

    __slots__ = ("_ahead", "_step", "_window")

    def __init__(self, *, burst: int, per_second: float) -> None:
        self._step = 1 / per_second
        self._window = burst * self._step
        self._ahead = 0.0  # the moment this socket's frames so far are paid for

    async def keep(self) -> None:
        """Return at once within the burst, else when the next frame is due."""
        now = time.monotonic()
        self._ahead = max(self._ahead, now) + self._step
        wait = self._ahead - self._window - now
        if wait > 0:
            await asyncio.sleep(wait)
