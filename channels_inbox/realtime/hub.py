"""The sockets of this process, by group."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, Protocol, TypeVar

from channels_inbox.realtime.outbox import Outbox


class Listener(Protocol):
    """A socket that was let in."""

    outbox: Outbox


L = TypeVar("L", bound=Listener)


class Hub(Generic[L]):
    """Passes a text to the sockets of some groups. The message is built once for all of them."""

    def __init__(self) -> None:
        self._groups: dict[str, set[L]] = {}

    def join(self, member: L, groups: Iterable[str]) -> None:
        for group in groups:
            self._groups.setdefault(group, set()).add(member)

    def leave(self, member: L, groups: Iterable[str]) -> None:
        for group in groups:
            members = self._groups.get(group, set())
            members.discard(member)
            if not members:
                self._groups.pop(group, None)

    def members(self, groups: Iterable[str]) -> set[L]:
        """Return everybody in any of the groups, once each."""
        return set().union(*(self._groups.get(group, ()) for group in groups))

    def send(self, groups: Iterable[str], text: str) -> None:
        message = {"type": "websocket.send", "text": text}
        for member in self.members(groups):
            member.outbox.put(message)
