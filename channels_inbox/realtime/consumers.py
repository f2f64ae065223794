"""The socket of a page."""

from __future__ import annotations

import asyncio
import secrets
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.db import Error as DatabaseError
from django.http import parse_cookie

from channels_inbox.realtime.live import FELL_BEHIND, Live
from channels_inbox.realtime.member import Member
from channels_inbox.realtime.origin import allowed_origins, comes_from_us
from channels_inbox.realtime.outbox import Outbox
from channels_inbox.realtime.passes import Pass

# A farewell that the client does not take within this many seconds is not waited for.
FAREWELL = 1.0
TRY_AGAIN_LATER = 1013


class LiveConsumer(AsyncWebsocketConsumer):
    """Lets a signed-in page in, and passes frames between it and the rest of this process."""

    def __init__(self, live: Live) -> None:
        super().__init__()
        self.live = live
        self.member: Member | None = None
        self.origins = allowed_origins()
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

    async def connect(self) -> None:
        """Answer 403 to foreign pages and to people who are not signed in, before the socket opens."""
        entry = await self._entry() if comes_from_us(self.scope["headers"], self.origins) else None
        if entry is None or not self.live.has_room_for(entry):
            await self.close()
            return
        await self.accept()
        self.member = Member(
            id=secrets.token_hex(6),
            session_key=self._session_key(),
            entry=entry,
            outbox=Outbox(self.base_send, fell_behind=lambda: self._end(FELL_BEHIND)),
            end=self._end,
        )
        self.live.join(self.member)

    async def _entry(self) -> Pass | None:
        session_key = self._session_key()
        if not session_key.isalnum():
            return None
        try:
            return await self.live.gate.admit(session_key)
        except DatabaseError:
            return None

    def _session_key(self) -> str:
        cookies = b"; ".join(value for name, value in self.scope["headers"] if name == b"cookie")
        return parse_cookie(cookies.decode("latin-1")).get(settings.SESSION_COOKIE_NAME, "")

    def _end(self, code: int) -> None:
        """Close the socket from our side, even if its client reads nothing any more."""
        if self._closing is None:
            self._forget()
            self._closing = asyncio.create_task(self._say_farewell(code))

    async def _say_farewell(self, code: int) -> None:
        try:
            await asyncio.wait_for(self.close(code), FAREWELL)
        except (TimeoutError, OSError):
            if self._task is not None:
                self._task.cancel()

    def _forget(self) -> None:
        if self.member is not None:
            self.member.outbox.close()
            self.live.leave(self.member)
            self.member = None
