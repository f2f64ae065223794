"""The socket of a page that watches one subject: it only listens."""

from __future__ import annotations

import logging

from django.conf import settings
from django.db import Error as DatabaseError
from django.http import parse_cookie

from channels_inbox.realtime.address import network_of
from channels_inbox.realtime.ending import POLICY_VIOLATION, EndingConsumer
from channels_inbox.realtime.live import FELL_BEHIND
from channels_inbox.realtime.origin import allowed_origins, comes_from_us
from channels_inbox.realtime.outbox import Outbox
from channels_inbox.realtime.watchers import Watcher, Watchers

log = logging.getLogger(__name__)


class WatchConsumer(EndingConsumer):
    """Lets in who may read the subject now, signed in or not."""

    def __init__(self, watchers: Watchers) -> None:
        super().__init__()
        self.watchers = watchers
        self.watcher: Watcher | None = None
        self.origins = allowed_origins()

    async def connect(self) -> None:
        """Answer 403 to foreign pages, to a crowd from one network, and to who may not read the subject."""
        network = network_of(self.scope)
        if not comes_from_us(self.scope["headers"], self.origins) or not self.watchers.has_room_for(network):
            await self.close()
            return
        named = self.scope["url_route"]["kwargs"]
        kind, pk, session_key = named["kind"], named["pk"], self._session_key()
        try:
            user = await self.watchers.admit(kind, pk, session_key)
        except DatabaseError as error:
            log.warning("A socket was refused because the database is away (%s)", error)
            user = None
        if user is None:
            await self.close()
            return
        await self.accept()
        outbox = Outbox(self.base_send, fell_behind=lambda: self._end(FELL_BEHIND))
        self.watcher = Watcher(kind, pk, network, outbox, self._end, session_key if user else "", user)
        self.watchers.join(self.watcher)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """No page of ours says anything here."""
        self._end(POLICY_VIOLATION)

    def _session_key(self) -> str:
        cookies = b"; ".join(value for name, value in self.scope["headers"] if name == b"cookie")
        return parse_cookie(cookies.decode("latin-1")).get(settings.SESSION_COOKIE_NAME, "")

    def _forget(self) -> None:
        if self.watcher is not None:
            self.watcher.outbox.close()
            self.watchers.leave(self.watcher)
            self.watcher = None
