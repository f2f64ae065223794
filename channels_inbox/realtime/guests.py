"""The sockets of widgets: who may have one, and the clock that notes who is still there."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from channels.db import database_sync_to_async
from django.db import Error as DatabaseError
from django.db.models import QuerySet
from django.utils import timezone

from channels_inbox.chat.welcoming import SIGNED_FOR
from channels_inbox.models import Visitor
from channels_inbox.realtime.departures import Departures
from channels_inbox.realtime.gate import Gate
from channels_inbox.realtime.groups import EVERYONE, of_visitor, of_visitors
from channels_inbox.realtime.hub import Hub
from channels_inbox.realtime.outbox import Outbox
from channels_inbox.realtime.publish import RESYNC

log = logging.getLogger(__name__)

# Close code of our own (RFC 6455, 7.4.2): the token is good for nothing, or not any more.
UNKNOWN = 4001
STEP = 10.0
# Sockets that have not said who they are, at any one time, from one network and from all; those of one visitor;
# and all together.
MOST_SILENT_FROM = 64
MOST_SILENT = 512
MOST_OF_ONE = 10
MOST_TOGETHER = 20_000


@dataclass(frozen=True, slots=True)
class GuestPass:
    """Whose a token is."""

    visitor_id: int
    groups: frozenset[str]


@dataclass(eq=False, slots=True)
class Guest:
    """A socket that said hello with a good token. `end` closes it with a code."""

    entry: GuestPass
    outbox: Outbox
    end: Callable[[int], None] = field(repr=False)

    @property
    def groups(self) -> Iterable[str]:
        return [EVERYONE, *self.entry.groups]


class Guests:
    """What the widget sockets of this process share."""

    def __init__(self) -> None:
        self.hub: Hub[Guest] = Hub()
        self.gate = Gate(read_guests)
        self.silent: Counter[str] = Counter()
        self.departures = Departures()

    def has_room_for_silent(self, network: str) -> bool:
        """Tell whether one more may come in from a network before it says who it is."""
        if self.silent[network] >= MOST_SILENT_FROM or self.silent.total() >= MOST_SILENT:
            return False
        return len(self.hub.members([EVERYONE])) < MOST_TOGETHER

    def begin_silence(self, network: str) -> None:
        self.silent[network] += 1

    def end_silence(self, network: str) -> None:
        self.silent[network] -= 1
        if not self.silent[network]:
            del self.silent[network]

    def has_room_for(self, entry: GuestPass) -> bool:
        return len(self.hub.members([of_visitor(entry.visitor_id)])) < MOST_OF_ONE

    def join(self, guest: Guest) -> None:
        """Let a socket hear its groups. It begins by catching up."""
        self.hub.join(guest, guest.groups)
        guest.outbox.put({"type": "websocket.send", "text": RESYNC})

    def leave(self, guest: Guest) -> None:
        self.hub.leave(guest, guest.groups)

    async def run(self) -> None:
        """Note every few seconds who is here, and put out those whose token is good for nothing any more."""
        while True:
            await asyncio.sleep(STEP)
            guests = self.hub.members([EVERYONE])
            if not guests and not self.departures.is_watching:
                continue
            try:
                here = await _note({guest.entry.visitor_id for guest in guests})
                await database_sync_to_async(self.departures.note)(here)
            except DatabaseError as error:
                # Who they are was known a moment ago, and nothing is read through the socket.
                log.warning("Could not note which visitors are here: %s", error)
                continue
            for guest in guests:
                if guest.entry.visitor_id not in here:
                    guest.end(UNKNOWN)


def ticket(site_key: str, token_hash: str) -> str:
    """Return what a socket shows at the gate."""
    return f"{site_key} {token_hash}"


def read_guests(tickets: Collection[str]) -> dict[str, GuestPass]:
    """Return the passes of those tokens that are good at their widget; one statement for any number."""
    keys = {shown.partition(" ")[2]: shown for shown in tickets}
    found = _good().filter(token_hash__in=keys).select_related("widget")
    return {
        keys[visitor.token_hash]: _pass(visitor)
        for visitor in found
        if ticket(visitor.widget.site_key, visitor.token_hash) == keys[visitor.token_hash]
    }


@database_sync_to_async
def _note(visitors: Collection[int]) -> set[int]:
    rows = Visitor.objects.filter(pk__in=visitors)
    good = set(_good().filter(pk__in=visitors).values_list("pk", flat=True))
    rows.filter(pk__in=good).update(seen_at=timezone.now())
    return good


def _good() -> QuerySet[Visitor]:
    live = Visitor.objects.filter(widget__channel__paused_at=None, widget__channel__retired_at=None)
    return live.exclude(verified_at__lt=timezone.now() - SIGNED_FOR)


def _pass(visitor: Visitor) -> GuestPass:
    groups = {of_visitor(visitor.pk)}
    if visitor.verified_at is not None and visitor.customer_id is not None:
        groups.add(of_visitors(visitor.widget_id, visitor.customer_id))
    return GuestPass(visitor.pk, frozenset(groups))
