"""The sockets of pages that watch one subject, such as a topic; their readers may be signed in or not.

Whether somebody may hear of it is asked when they come and again at each piece of news: no right is remembered.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from channels.db import database_sync_to_async
from django.db import Error as DatabaseError

from channels_inbox.realtime.gate import Gate
from channels_inbox.realtime.groups import EVERYONE, of_subject
from channels_inbox.realtime.hub import Hub
from channels_inbox.realtime.outbox import Outbox
from channels_inbox.realtime.passes import read_passes
from channels_inbox.realtime.publish import RESYNC
from channels_inbox.realtime.wire import Publication
from helpdesk.lib.live import hearing

log = logging.getLogger(__name__)

# Close code of our own (RFC 6455, 7.4.2): signed out, or out of sight. The page asks by itself from then on.
NOT_YOURS = 4001
# Sockets of one network and of all together; more pages go on asking by themselves.
MOST_FROM = 100
MOST_TOGETHER = 10_000


@dataclass(eq=False, slots=True)
class Watcher:
    """A socket that watches a subject. Who is not signed in has neither session nor user."""

    kind: str
    pk: int
    network: str
    outbox: Outbox
    end: Callable[[int], None] = field(repr=False)
    session_key: str = ""
    user_id: int = 0

    @property
    def groups(self) -> Iterable[str]:
        return [EVERYONE, of_subject(self.kind, self.pk)]


class Watchers:
    """What these sockets of one process share."""

    def __init__(self) -> None:
        self.hub: Hub[Watcher] = Hub()
        self.networks: Counter[str] = Counter()
        self._gate = Gate(read_passes)
        self._news: dict[str, str] = {}
        self._teller: asyncio.Task[None] | None = None

    def has_room_for(self, network: str) -> bool:
        return self.networks[network] < MOST_FROM and self.networks.total() < MOST_TOGETHER

    async def admit(self, kind: str, pk: int, session_key: str) -> int | None:
        """Return the user who may hear of a subject, 0 for somebody who is not signed in; None when they may not.

        Raises django.db.Error.
        """
        entry = await self._gate.admit(session_key) if session_key.isalnum() else None
        user = entry.user_id if entry else 0
        heard = await database_sync_to_async(hearing)(kind, pk, [user] if user else [])
        return user if (user in heard.users if user else heard.strangers) else None

    def join(self, watcher: Watcher) -> None:
        """Let a socket hear of its subject. It begins by catching up: its page was drawn before it was here."""
        self.networks[watcher.network] += 1
        self.hub.join(watcher, watcher.groups)
        watcher.outbox.put({"type": "websocket.send", "text": RESYNC})

    def leave(self, watcher: Watcher) -> None:
        self.hub.leave(watcher, watcher.groups)
        self.networks[watcher.network] -= 1
        if self.networks[watcher.network] <= 0:
            del self.networks[watcher.network]

    def hear(self, publication: Publication) -> None:
        """Note what is to be told to watchers; news of one subject that come together are told once."""
        watched = [group for group in publication.to if group != EVERYONE and self.hub.members([group])]
        self._news |= dict.fromkeys(watched, publication.frame)
        if self._news and self._teller is None:
            self._teller = asyncio.create_task(self._tell())

    async def _tell(self) -> None:
        try:
            while self._news:
                group, text = self._news.popitem()
                await self._tell_group(group, text)
        finally:
            self._teller = None

    async def _tell_group(self, group: str, text: str) -> None:
        watchers = self.hub.members([group])
        try:
            allowed = await self._allowed(watchers)
        except DatabaseError as error:
            # Nothing is told without asking; their pages ask by themselves, with their rights.
            log.warning("Could not look who may hear of %s: %s", group, error)
            return
        message = {"type": "websocket.send", "text": text}
        for watcher in watchers:
            if watcher in allowed:
                watcher.outbox.put(message)
            else:
                watcher.end(NOT_YOURS)

    async def _allowed(self, watchers: Collection[Watcher]) -> set[Watcher]:
        keys = {watcher.session_key for watcher in watchers if watcher.user_id}
        passes = await self._gate.passes(keys) if keys else {}
        users = {entry.user_id for entry in passes.values()}
        one = next(iter(watchers), None)
        if one is None:
            return set()
        heard = await database_sync_to_async(hearing)(one.kind, one.pk, users)
        return {
            watcher
            for watcher in watchers
            if (
                heard.strangers
                if not watcher.user_id
                else watcher.user_id in heard.users
                and (entry := passes.get(watcher.session_key)) is not None
                and entry.user_id == watcher.user_id
            )
        }
