"""What an event says it changed: the value before and after."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tickets.models import Event

STATUS = ("status_changed", "resolved", "closed", "reopened")


def of(before: str, after: str, *actions: str) -> Callable[[Event], tuple[Any, Any] | None]:
    """Return what reads two particulars from events of these actions. Old events may not have them."""

    def read(event: Event) -> tuple[Any, Any] | None:
        told = event.particulars
        if event.action not in actions or (before not in told and after not in told):
            return None
        return told.get(before), told.get(after)

    return read
