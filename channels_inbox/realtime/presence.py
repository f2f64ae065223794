"""Who else has a ticket open, told to those who may see it."""

from __future__ import annotations

import asyncio
import json
import logging
import math
import time
from collections import defaultdict
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass
from typing import Any

from channels.db import database_sync_to_async
from redis.asyncio import Redis
from redis.exceptions import RedisError

from channels_inbox.realtime.attendance import Attendance, Mark, Mode, Person
from channels_inbox.realtime.groups import EVERYONE, of_viewers
from channels_inbox.realtime.hub import Hub
from channels_inbox.realtime.member import Member, Viewing
from channels_inbox.realtime.sight import readers_of
from channels_inbox.realtime.wire import Publication, frame, key

log = logging.getLogger(__name__)

# Seconds between two renewals of all marks, and between two typing marks of one socket.
RENEW = 4.0
TYPING_STEP = 2.0
# Tickets renewed in one go; between goes the sockets have their turn.
CHUNK = 50

_readers_of = database_sync_to_async(readers_of)


@dataclass(eq=False, slots=True)
class _Check:
    """A question to the database whose answer a change of the ticket makes worthless."""

    ticket: int
    stale: bool = False


class Presence:
    """Notes who views and types, and tells it whenever it changes."""

    def __init__(self, hub: Hub[Member], client: Redis) -> None:
        self._hub = hub
        self._client = client
        self._attendance = Attendance(client)
        self._shown: dict[int, tuple[Person, ...]] = {}
        self._checks: set[_Check] = set()
        self._errands: set[asyncio.Task[None]] = set()

    async def view(self, member: Member, ticket: int) -> None:
        """Note that a page shows a ticket. One that its person may not see is passed over in silence."""
        if member.viewing is not None and member.viewing.ticket == ticket:
            await self._stop_typing(member, member.viewing)
            return
        self.leave(member)
        readers = await self._readers(member, ticket)
        if member.outbox.closed or not readers & member.entry.groups:
            return
        member.viewing = Viewing(ticket, readers)
        self._hub.join(member, [of_viewers(ticket)])
        people = await self._attendance.put(ticket, _mark(member, "viewing"))
        if people == self._shown.get(ticket):
            member.outbox.put({"type": "websocket.send", "text": _frame(ticket, people)})
        else:
            await self._tell(member.viewing, people)

    async def type(self, member: Member, ticket: int) -> None:
        """Note that somebody writes an answer to the ticket they view; fades unless said again."""
        viewing, now = member.viewing, time.monotonic()
        if viewing is None or viewing.ticket != ticket or now - viewing.typed_at < TYPING_STEP:
            return
        viewing.typed_at = now
        await self._tell(viewing, await self._attendance.put(ticket, _mark(member, "typing")))

    def leave(self, member: Member) -> None:
        """Forget what a socket views; the others are told in a moment."""
        viewing = member.viewing
        if viewing is not None:
            self._hub.leave(member, [of_viewers(viewing.ticket)])
            member.viewing = None
            self._run(self._take_away(member, viewing))

    def leave_all(self) -> None:
        """Forget what every socket views, after news were lost: pages say it again when they catch up."""
        for check in self._checks:
            check.stale = True
        for member in self._hub.members([EVERYONE]):
            if member.viewing is not None:
                self._hub.leave(member, [of_viewers(member.viewing.ticket)])
                member.viewing = None
        self._shown.clear()

    def hear(self, publication: Publication) -> None:
        """Note what others tell of presence, and put out those who lost sight of a changed ticket."""
        ticket = publication.ticket
        if ticket is None:
            return
        viewers = self._hub.members([of_viewers(ticket)])
        if not publication.readers:
            self._show(ticket, publication.frame if viewers else None)
            return
        for check in self._checks:
            check.stale = check.stale or check.ticket == ticket
        for member in viewers:
            if member.viewing is not None and publication.readers & member.entry.groups:
                member.viewing.readers = publication.readers
            else:
                self.leave(member)

    async def run(self) -> None:
        """Renew the marks of this process for ever, and notice whose have faded."""
        while True:
            await asyncio.sleep(RENEW)
            try:
                await self._renew()
            except RedisError as error:
                log.debug("Presence waits for Valkey (%s)", type(error).__name__)

    async def _renew(self) -> None:
        viewed: dict[int, list[Member]] = defaultdict(list)
        for member in self._hub.members([EVERYONE]):
            if member.viewing is not None:
                viewed[member.viewing.ticket].append(member)
        tickets = list(viewed)
        for start in range(0, len(tickets), CHUNK):
            chunk = tickets[start : start + CHUNK]
            marks = {ticket: [_mark(member, "viewing") for member in viewed[ticket]] for ticket in chunk}
            for ticket, people in (await self._attendance.renew(marks)).items():
                viewing = viewed[ticket][0].viewing
                if viewing is not None:
                    await self._tell(viewing, people)

    async def _readers(self, member: Member, ticket: int) -> frozenset[str]:
        """Ask who may see the ticket; ask again when it changed while we asked."""
        check = _Check(ticket)
        self._checks.add(check)
        try:
            while True:
                check.stale = False
                readers: frozenset[str] = await _readers_of(ticket, as_user=member.entry.user_id)
                if not check.stale:
                    return readers
        finally:
            self._checks.discard(check)

    async def _stop_typing(self, member: Member, viewing: Viewing) -> None:
        if viewing.typed_at > -math.inf:
            viewing.typed_at = -math.inf
            await self._tell(viewing, await self._attendance.remove(viewing.ticket, [_mark(member, "typing")]))

    async def _take_away(self, member: Member, viewing: Viewing) -> None:
        marks = [_mark(member, "viewing"), _mark(member, "typing")]
        await self._tell(viewing, await self._attendance.remove(viewing.ticket, marks))

    async def _tell(self, viewing: Viewing, people: tuple[Person, ...]) -> None:
        """Publish who is there if that is news. Lists show who types, so all readers hear when that changes."""
        shown = self._shown.get(viewing.ticket, ())
        if people == shown:
            return
        to = {of_viewers(viewing.ticket)}
        if _typists(people) != _typists(shown):
            to |= viewing.readers
        publication = Publication(frozenset(to), _frame(viewing.ticket, people), viewing.ticket)
        await self._client.publish(key("live"), publication.encode())

    def _show(self, ticket: int, text: str | None) -> None:
        """Remember what the viewers of a ticket were told last."""
        if text is None:
            self._shown.pop(ticket, None)
        else:
            self._shown[ticket] = tuple(Person(**person) for person in json.loads(text)["people"])

    def _run(self, errand: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(errand)
        self._errands.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._errands.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            # The marks fade by themselves.
            log.warning("Could not tell that somebody left (%s)", type(error).__name__)


def _mark(member: Member, mode: Mode) -> Mark:
    return Mark(member.id, Person(name=member.entry.name, id=member.entry.user_id, mode=mode))


def _typists(people: Iterable[Person]) -> set[int]:
    return {person.id for person in people if person.mode == "typing"}


def _frame(ticket: int, people: Iterable[Person]) -> str:
    return frame({"kind": "presence", "ticket": ticket, "people": [person.as_json() for person in people]})
