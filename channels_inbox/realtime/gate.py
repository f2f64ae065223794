"""Let sockets in, and look again every few seconds whether they may stay."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection
from typing import Generic, TypeVar

from channels.db import database_sync_to_async
from django.db import connections

log = logging.getLogger(__name__)

P = TypeVar("P")


class Gate(Generic[P]):
    """Asks the database for passes by `read`; arrivals that come together are answered together.

    After a restart a thousand browsers come back within a second: that must not be a thousand times
    four statements.
    """

    def __init__(self, read: Callable[[Collection[str]], dict[str, P]]) -> None:
        self._read = database_sync_to_async(read)
        self._arrivals: dict[str, list[asyncio.Future[P | None]]] = {}
        self._reader: asyncio.Task[None] | None = None

    async def admit(self, session_key: str) -> P | None:
        """Return the pass of a session or token, None when it is good for nothing. Raises django.db.Error."""
        answer: asyncio.Future[P | None] = asyncio.get_running_loop().create_future()
        self._arrivals.setdefault(session_key, []).append(answer)
        if self._reader is None:
            self._reader = asyncio.create_task(self._answer_arrivals())
        return await answer

    async def passes(self, session_keys: Collection[str]) -> dict[str, P]:
        """Return the passes of many sessions. Raises django.db.Error."""
        found: dict[str, P] = await self._read(session_keys)
        return found

    async def _answer_arrivals(self) -> None:
        try:
            while self._arrivals:
                arrivals, self._arrivals = self._arrivals, {}
                await self._answer(arrivals)
        finally:
            self._reader = None

    async def _answer(self, arrivals: dict[str, list[asyncio.Future[P | None]]]) -> None:
        answers = [(key, answer) for key, waiting in arrivals.items() for answer in waiting]
        try:
            found = await self.passes(arrivals)
        except Exception as error:  # whatever it is, those who wait must hear of it
            for _, answer in answers:
                if not answer.done():
                    answer.set_exception(error)
            return
        for key, answer in answers:
            if not answer.done():  # its socket may have gone meanwhile
                answer.set_result(found.get(key))


@database_sync_to_async
def close_database() -> None:
    """Give the database its connection back while nobody is here."""
    connections.close_all()
