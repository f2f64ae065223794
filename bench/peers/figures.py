from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figures:
    """What one letter cost a peer: milliseconds of CPU of its programs and of the database, and letters a second."""

    cpu_ms: float
    database_ms: float
    per_second: float
