"""The socket of a page."""

from __future__ import annotations

import json
import logging
import secrets

from django.conf import settings
from django.db import Error as DatabaseError
from django.http import parse_cookie
from redis.exceptions import RedisError

from channels_inbox.realtime.ending import POLICY_VIOLATION, EndingConsumer
from channels_inbox.realtime.live import FELL_BEHIND, Live
from channels_inbox.realtime.member import Member
from channels_inbox.realtime.origin import allowed_origins, comes_from_us
from channels_inbox.realtime.outbox import Outbox
from channels_inbox.realtime.pace import Pace
from channels_inbox.realtime.passes import Pass

log = logging.getLogger(__name__)

_WORDS = {"viewing", "typing", "left", "in_front", "behind"}


class LiveConsumer(EndingConsumer):
    """Lets a signed-in page in, and passes frames between it and the rest of this process."""

    def __init__(self, live: Live) -> None:
        super().__init__()
        self.live = live
        self.member: Member | None = None
        self.pace = Pace(burst=30, per_second=5)
        self.origins = allowed_origins()

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

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Take what a page says of itself; put out whoever says what no page of ours would."""
        await self.pace.keep()
        member = self.member
        if member is None:
            return
        try:
            word, ticket = said(text_data)
        except (ValueError, RecursionError):
            self._end(POLICY_VIOLATION)
            return
        if not member.entry.is_agent:
            return
        try:
            await self._note(member, word, ticket)
        except (RedisError, DatabaseError) as error:
            log.warning("Presence was not noted (%s)", type(error).__name__)

    async def _note(self, member: Member, word: str, ticket: int) -> None:
        match word:
            case "viewing":
                await self.live.presence.view(member, ticket)
            case "typing":
                await self.live.presence.type(member, ticket)
            case "left":
                self.live.presence.leave(member)
            case "in_front" | "behind":
                member.in_front = word == "in_front"

    async def _entry(self) -> Pass | None:
        session_key = self._session_key()
        if not session_key.isalnum():
            return None
        try:
            return await self.live.gate.admit(session_key)
        except DatabaseError as error:
            log.warning("A socket was refused because the database is away (%s)", error)
            return None

    def _session_key(self) -> str:
        cookies = b"; ".join(value for name, value in self.scope["headers"] if name == b"cookie")
        return parse_cookie(cookies.decode("latin-1")).get(settings.SESSION_COOKIE_NAME, "")

    def _forget(self) -> None:
        if self.member is not None:
            self.member.outbox.close()
            self.live.leave(self.member)
            self.member = None


def said(text: str | None) -> tuple[str, int]:
    """Read a page's frame: a word and a ticket's id, 0 when it needs none. Raises ValueError."""
    content = json.loads(text or "")
    if not isinstance(content, dict) or content.get("kind") not in _WORDS:
        raise ValueError(text)
    ticket = content.get("ticket", 0)
    if type(ticket) is not int:
        raise ValueError(text)
    return content["kind"], ticket
