"""Letters of rooms that send no mail themselves.

A room keeps its letters as delivery rows (`helpdesk/lib/delivery.py`) and registers how one is written at the moment
it goes; the room that sends mail walks what is registered. An answer comes back by the mark in its reply address.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from helpdesk.lib.crypto import is_short_mac, short_mac
from helpdesk.lib.delivery import Delivery

TASK = "channels_inbox.mail_letters"
_PURPOSE = "answer-by-mail"
_MARK = re.compile(r"\+(?P<room>[a-q])(?P<value>[0-9a-z-]{3,30})\.(?P<mac>[0-9a-f]{20})\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter ready to go. `ours` is which address of ours it comes from; empty, the site's own."""

    to: str
    subject: str
    text: str
    message_id: str
    name: str = ""
    ours: str = ""
    # What the address answers go to carries (`mark`); empty where answers are not read.
    answers: str = ""
    references: tuple[str, ...] = ()
    unsubscribe: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody wrote in answer to such a letter, without what they quoted. `forged`: their own domain says so."""

    value: str
    sender: str
    text: str
    files: int
    message_id: str
    forged: bool


@dataclass(frozen=True, slots=True)
class Room:
    """Whose letters they are: `name` for the log, `write` returns None when there is nothing to tell any more.

    `take` says what became of an answer, or None when it is not for this room: then it is mail like any other.
    """

    name: str
    model: type[Delivery]
    write: Callable[[int], Letter | None]
    take: Callable[[Answer], str | None]
    # Given a letter's Message-ID, whom it did not reach and why: what was done, or None when it is not this room's.
    came_back: Callable[[str, Collection[str], str], str | None]


# By the letter that begins their marks; `r` is that of tickets.
ROOMS: dict[str, Room] = {}


def register(initial: str, room: Room) -> None:
    """Let a room's letters be sent and answered. Called once, when the app is ready."""
    if initial in ROOMS or not "a" <= initial <= "q":
        raise ValueError(f"{initial} is no letter for {room.name}")
    ROOMS[initial] = room


def mark(initial: str, value: str) -> str:
    """Return the plus part of an address for answers: it proves that its holder was sent it by us."""
    return f"{initial}{value}.{short_mac(_PURPOSE, initial + value)}"


def read_mark(address: str) -> tuple[Room, str] | None:
    """Return whose mark an address carries and what it says; None when nobody here made it."""
    found = _MARK.search(address.strip().rpartition("@")[0])
    if found is None:
        return None
    initial, value = found["room"].lower(), found["value"].lower()
    room = ROOMS.get(initial)
    return (room, value) if room and is_short_mac(_PURPOSE, initial + value, found["mac"]) else None
