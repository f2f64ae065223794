"""The socket process: its sockets, its subscription and its clocks."""

from __future__ import annotations

import asyncio
import logging
import signal
import time

from django.db import Error as DatabaseError

from channels_inbox.realtime.desk_watch import DeskWatch
from channels_inbox.realtime.gate import Gate, close_database
from channels_inbox.realtime.groups import EVERYONE, of_login
from channels_inbox.realtime.guests import Guests
from channels_inbox.realtime.hub import Hub, Listener
from channels_inbox.realtime.member import Member
from channels_inbox.realtime.passes import Pass, read_passes
from channels_inbox.realtime.presence import Presence
from channels_inbox.realtime.publish import RESYNC
from channels_inbox.realtime.subscription import Subscription, valkey
from channels_inbox.realtime.typists import Typists
from channels_inbox.realtime.watchers import Watchers
from channels_inbox.realtime.wire import Publication, frame

log = logging.getLogger(__name__)

# Close codes: of our own (RFC 6455 7.4.2), and IANA's "try again later".
FELL_BEHIND = 4000
SIGNED_OUT = 4001
LATER = 1013

# A change of password, role or team is felt within this many seconds, plus the reading.
RECHECK = 3.0
# For so long may sockets stay that could not be rechecked.
GRACE = 15.0
HEARTBEAT = 25.0
PING = frame({"kind": "ping"})
# Pages that are told to catch up ask all at once; this many at a time is kinder.
RESYNC_STEP = 50
MOST_SOCKETS = 20
MOST_TOGETHER = 10_000


class Live:
    """Everything the sockets of this process share."""

    def __init__(self) -> None:
        self.hub: Hub[Member] = Hub()
        self.gate = Gate(read_passes)
        self.guests = Guests()
        self.watchers = Watchers()
        self.presence = Presence(self.hub, valkey())
        self.typists = Typists()
        self.desk_watch = DeskWatch(self.hub, valkey())
        self.subscription = Subscription(heard=self.hear, resumed=self.resync)
        self._rechecked = time.monotonic()
        self._clocks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        clocks = [self.subscription.run(), self._recheck(), self._beat(), self.presence.run(), self.desk_watch.run()]
        clocks.append(self.guests.run())
        self._clocks = [asyncio.create_task(clock) for clock in clocks]
        for clock in self._clocks:
            clock.add_done_callback(_stopped)

    async def stop(self) -> None:
        for clock in self._clocks:
            clock.cancel()
        await asyncio.gather(*self._clocks, return_exceptions=True)

    def has_room_for(self, entry: Pass) -> bool:
        """Tell whether one more socket of this person is still a person with many tabs."""
        theirs, all_here = (len(self.hub.members([group])) for group in (of_login(entry.user_id), EVERYONE))
        return theirs < MOST_SOCKETS and all_here < MOST_TOGETHER

    def join(self, member: Member) -> None:
        """Let a socket hear its groups. It begins by catching up: its page was drawn before it was here."""
        self.hub.join(member, member.groups)
        for text in (RESYNC, *self.typists.told_to(member.entry.groups)):
            member.outbox.put({"type": "websocket.send", "text": text})

    def leave(self, member: Member) -> None:
        self.presence.leave(member)
        self.hub.leave(member, member.groups)

    def hear(self, publication: Publication) -> None:
        """Pass on what was published. Who may no longer see a ticket stops viewing it first."""
        self.presence.hear(publication)
        self.typists.hear(publication)
        self.hub.send(publication.to, publication.frame)
        self.guests.hub.send(publication.to, publication.frame)
        self.watchers.hear(publication)

    async def resync(self) -> None:
        """Ask every page to catch up: publications may have been lost."""
        self.presence.leave_all()
        self.typists.clear()
        message = {"type": "websocket.send", "text": RESYNC}
        everyone: list[Listener] = [
            *self.hub.members([EVERYONE]),
            *self.guests.hub.members([EVERYONE]),
            *self.watchers.hub.members([EVERYONE]),
        ]
        for count, member in enumerate(everyone):
            member.outbox.put(message)
            if count % RESYNC_STEP == RESYNC_STEP - 1:
                await asyncio.sleep(0.02)

    async def _beat(self) -> None:
        """Let pages notice a dead connection by its silence."""
        while True:
            await asyncio.sleep(HEARTBEAT)
            self.hub.send([EVERYONE], PING)
            self.guests.hub.send([EVERYONE], PING)
            self.watchers.hub.send([EVERYONE], PING)

    async def _recheck(self) -> None:
        connected = True
        while True:
            await asyncio.sleep(RECHECK)
            members = self.hub.members([EVERYONE])
            if members:
                connected = True
                await self._recheck_members(members)
            else:
                self._rechecked = time.monotonic()
                if connected:
                    connected = False
                    await close_database()

    async def _recheck_members(self, members: set[Member]) -> None:
        try:
            passes = await self.gate.passes({member.session_key for member in members})
        except DatabaseError as error:
            log.warning("Could not recheck sockets: %s", error)
            if time.monotonic() - self._rechecked > GRACE:
                for member in members:
                    member.end(LATER)
            return
        self._rechecked = time.monotonic()
        for member in members:
            entry = passes.get(member.session_key)
            if entry is None or entry.user_id != member.entry.user_id:
                member.end(SIGNED_OUT)
            elif entry != member.entry:
                self._renew(member, entry)

    def _renew(self, member: Member, entry: Pass) -> None:
        """Give a socket its person's new rights; the page redraws what it may see now."""
        if member.outbox.closed:
            return
        self.leave(member)
        member.entry = entry
        self.join(member)


def _stopped(clock: asyncio.Task[None]) -> None:
    """End the process when a clock fails: better restarted by its supervisor than open and unchecked."""
    if not clock.cancelled() and (error := clock.exception()) is not None:
        log.critical("The socket process ends itself", exc_info=error)
        signal.raise_signal(signal.SIGTERM)
