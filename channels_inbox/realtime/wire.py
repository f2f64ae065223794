"""What travels through Valkey between the processes that change rows and those that hold sockets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Publication:
    """One frame and the groups it is for.

    `readers` is set when agents hear of a ticket's change: the groups that may see it from now on, while
    `to` also names those that have just lost sight of it. A ticket without readers is news of presence.
    """

    to: frozenset[str]
    frame: str
    ticket: int | None = None
    readers: frozenset[str] = frozenset()

    def encode(self) -> str:
        """Return the head as one line of JSON, then the frame as it goes to the sockets, untouched."""
        head: dict[str, Any] = {"to": sorted(self.to)}
        if self.ticket is not None:
            head |= {"ticket": self.ticket, "readers": sorted(self.readers)}
        return f"{frame(head)}\n{self.frame}"

    @classmethod
    def decode(cls, data: bytes) -> Publication:
        """Read an encoded publication; raises ValueError or KeyError on anything else."""
        head_line, text = data.decode().split("\n", 1)
        head = json.loads(head_line)
        return cls(frozenset(head["to"]), text, head.get("ticket"), frozenset(head.get("readers", ())))


def frame(content: Mapping[str, Any]) -> str:
    """Return the text of a frame."""
    return json.dumps(content, separators=(",", ":"), ensure_ascii=False)


def key(*parts: object) -> str:
    """Name a Valkey key or channel of this installation.

    Its database's name is part of it, so that two installations, or the parallel workers of a test,
    may share one Valkey and not hear each other.
    """
    return ":".join(["desk", str(settings.DATABASES["default"]["NAME"]), *map(str, parts)])
