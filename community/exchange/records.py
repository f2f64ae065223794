"""The one shape in which a community is exchanged: records of a forum, person, topic or post, each on a line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

FORUM, PERSON, TOPIC, POST = "forum", "person", "topic", "post"
KINDS = (FORUM, PERSON, TOPIC, POST)
# What begins a file: {"type": "community", "version": 1, "source": …}
HEAD, VERSION = "community", 1


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where: “line 12”, “topics[3]”."""

    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Raw:
    """An object of a file as it was read, with its place."""

    place: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Record:
    """A record whose values are what they should be."""

    place: str
    kind: str
    values: dict[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


Read = Iterator[Raw | Problem]
