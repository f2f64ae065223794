from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tickets.models import Message, Ticket


@dataclass(frozen=True, slots=True)
class Result:
    """What became of an inbound message: created, appended, duplicate or ignored, and why."""

    outcome: str
    reason: str
    ticket: Ticket | None = None
    message: Message | None = None
    evidence: dict[str, Any] = field(default_factory=dict)
