"""Bound what all connections together may hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Traffic:
    """Open connections and the mail data that waits in memory, in bytes."""

    max_sessions: int = 200
    max_bytes: int = 256 * 1024 * 1024
    held_bytes: int = 0
    sessions: set[Any] = field(default_factory=set)

    @property
    def full(self) -> bool:
        return len(self.sessions) >= self.max_sessions


class Hold:
    """What one mail takes of the common memory, given back at the end of the `with` block."""

    def __init__(self, traffic: Traffic) -> None:
        self._traffic = traffic
        self._bytes = 0

    def __enter__(self) -> Hold:
        return self

    def __exit__(self, *_: object) -> None:
        self._traffic.held_bytes -= self._bytes

    def grow(self, size: int) -> bool:
        """Take more; False (and nothing taken) when there is no room."""
        if self._traffic.held_bytes + size > self._traffic.max_bytes:
            return False
        self._traffic.held_bytes += size
        self._bytes += size
        return True
