"""What one check found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models


class Verdict(models.TextChoices):
    UP = "up", "Works"
    SLOW = "slow", "Works, but slowly"
    DOWN = "down", "Does not work"


@dataclass(frozen=True, slots=True)
class Ask:
    """What a check is told: the monitor's own settings, how long it may take, and where it may go."""

    monitor: int
    params: Mapping[str, Any]
    seconds: float
    networks: Sequence[str] = ()
    now: datetime | None = None
    # The moment something was heard of it last, for what calls us rather than being called.
    heard_at: datetime | None = None
    # What the kind keeps from one check to the next.
    memory: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """What one check found. `trouble` says in words for an agent what is wrong, and never what the other side sent."""

    verdict: Verdict
    trouble: str = ""
    milliseconds: int | None = None
    # It works, but somebody should look: a certificate that ends soon.
    warning: str = ""
    memory: Mapping[str, Any] | None = None


def down(trouble: str, milliseconds: int | None = None) -> Result:
    return Result(Verdict.DOWN, trouble, milliseconds)


def answered(milliseconds: int, *, slow_after: int | None = None, warning: str = "") -> Result:
    """Return that all is well, or slow when it took longer than was set."""
    if slow_after and milliseconds > slow_after:
        return Result(Verdict.SLOW, f"It took {milliseconds:,} ms, more than {slow_after:,}.", milliseconds, warning)
    return Result(Verdict.UP, "", milliseconds, warning)
