"""Who has a ticket open, across all socket processes: marks in Valkey that fade unless they are renewed."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from redis.asyncio import Redis

from channels_inbox.realtime.wire import key

Mode = Literal["viewing", "typing"]

# Seconds a mark outlives its last renewal: so long does a process that was killed haunt a ticket.
FADES: Mapping[Mode, float] = {"viewing": 30, "typing": 5}


@dataclass(frozen=True, slots=True, order=True)
class Person:
    """Somebody at a ticket, as the frames show them."""

    name: str
    id: int
    mode: Mode

    def as_json(self) -> dict[str, Any]:
        return {"id": self.id, "name": self.name, "mode": self.mode}


@dataclass(frozen=True, slots=True)
class Mark:
    """One socket's sign at a ticket. A person with two tabs leaves two; closing one keeps the other."""

    socket: str
    person: Person

    def encode(self) -> str:
        return json.dumps([self.socket, self.person.id, self.person.mode, self.person.name])

    @classmethod
    def decode(cls, data: bytes) -> Mark:
        socket, user_id, mode, name = json.loads(data)
        return cls(socket, Person(name, user_id, mode))


class Attendance:
    """The marks of all tickets. Every method is one round trip and raises RedisError when Valkey is away."""

    def __init__(self, client: Redis) -> None:
        self._client = client

    async def renew(self, marks: Mapping[int, Sequence[Mark]]) -> dict[int, tuple[Person, ...]]:
        """Set marks, by ticket, for another while; return who is at those tickets now."""
        return await self._write(put=marks, remove={}, read=marks)

    async def put(self, ticket: int, mark: Mark) -> tuple[Person, ...]:
        """Set one mark and return who is there now."""
        return (await self._write(put={ticket: [mark]}, remove={}, read=[ticket]))[ticket]

    async def remove(self, ticket: int, marks: Sequence[Mark]) -> tuple[Person, ...]:
        """Take marks away and return who is still there."""
        return (await self._write(put={}, remove={ticket: marks}, read=[ticket]))[ticket]

    async def _write(
        self,
        *,
        put: Mapping[int, Sequence[Mark]],
        remove: Mapping[int, Sequence[Mark]],
        read: Iterable[int],
    ) -> dict[int, tuple[Person, ...]]:
        now = time.time()
        async with self._client.pipeline(transaction=False) as pipe:
            for ticket, marks in put.items():
                pipe.zadd(_key(ticket), {mark.encode(): now + FADES[mark.person.mode] for mark in marks})
                pipe.expire(_key(ticket), int(max(FADES.values())))
            for ticket, marks in remove.items():
                pipe.zrem(_key(ticket), *(mark.encode() for mark in marks))
            before = len(pipe)
            for ticket in read:
                pipe.zremrangebyscore(_key(ticket), "-inf", now)
                pipe.zrange(_key(ticket), 0, -1)
            answers = (await pipe.execute())[before + 1 :: 2]
        return {ticket: _people(answer) for ticket, answer in zip(read, answers, strict=True)}


def _people(answer: Iterable[bytes]) -> tuple[Person, ...]:
    """Return each person once; who types in one tab types."""
    people: dict[int, Person] = {}
    for mark in map(Mark.decode, answer):
        if mark.person.mode == "typing" or mark.person.id not in people:
            people[mark.person.id] = mark.person
    return tuple(sorted(people.values()))


def _key(ticket: int) -> str:
    return key("attendance", ticket)
