"""The socket of a widget: it says hello with its token, then it only listens."""

from __future__ import annotations

import asyncio
import json
import logging

from django.db import Error as DatabaseError

from channels_inbox.chat.welcoming import hashed
from channels_inbox.realtime.address import network_of
from channels_inbox.realtime.ending import POLICY_VIOLATION, EndingConsumer
from channels_inbox.realtime.guests import UNKNOWN, Guest, GuestPass, Guests, ticket
from channels_inbox.realtime.live import FELL_BEHIND, LATER
from channels_inbox.realtime.origin import allowed_origins, comes_from_us
from channels_inbox.realtime.outbox import Outbox

log = logging.getLogger(__name__)

# Seconds in which a socket says who it is.
HELLO = 10.0


class WidgetConsumer(EndingConsumer):
    """Lets a widget's frame in, which is a page of ours wherever it is shown."""

    def __init__(self, guests: Guests) -> None:
        super().__init__()
        self.guests = guests
        self.guest: Guest | None = None
        self.origins = allowed_origins()
        self._silent = False
        self._network = ""
        self._impatience: asyncio.TimerHandle | None = None

    async def connect(self) -> None:
        """Answer 403 to foreign pages and while too many, or too many from there, have not said who they are."""
        self._network = network_of(self.scope)
        if not comes_from_us(self.scope["headers"], self.origins) or not self.guests.has_room_for_silent(self._network):
            await self.close()
            return
        self._silent = True
        self.guests.begin_silence(self._network)
        await self.accept()
        self._impatience = asyncio.get_running_loop().call_later(HELLO, self._end, UNKNOWN)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Take the one thing a widget says here; everything else it says by its requests."""
        if not self._silent or self._closing is not None:
            self._end(POLICY_VIOLATION)
            return
        self._speak()
        try:
            token = hello(text_data)
        except (ValueError, RecursionError):
            self._end(POLICY_VIOLATION)
            return
        await self._greet(token)

    async def _greet(self, token: str) -> None:
        site_key = self.scope["url_route"]["kwargs"]["site_key"]
        try:
            entry: GuestPass | None = await self.guests.gate.admit(ticket(site_key, hashed(token)))
        except DatabaseError as error:
            log.warning("A widget was put off because the database is away (%s)", error)
            self._end(LATER)
            return
        if entry is None:
            self._end(UNKNOWN)
        elif not self.guests.has_room_for(entry):
            self._end(POLICY_VIOLATION)
        else:
            outbox = Outbox(self.base_send, fell_behind=lambda: self._end(FELL_BEHIND))
            self.guest = Guest(entry, outbox, self._end)
            self.guests.join(self.guest)

    def _speak(self) -> None:
        """Count this socket among the silent no longer."""
        if self._silent:
            self._silent = False
            self.guests.end_silence(self._network)
        if self._impatience is not None:
            self._impatience.cancel()
            self._impatience = None

    def _forget(self) -> None:
        self._speak()
        if self.guest is not None:
            self.guest.outbox.close()
            self.guests.leave(self.guest)
            self.guest = None


def hello(text: str | None) -> str:
    """Read a widget's first frame and return its token. Raises ValueError."""
    content = json.loads(text or "")
    if not isinstance(content, dict) or content.get("kind") != "hello":
        raise ValueError("not a hello")
    token = content.get("token")
    if not isinstance(token, str) or not 20 <= len(token) <= 100:
        raise ValueError("no token")
    return token
