"""Who may do what. Operations ask; nobody else decides."""

from __future__ import annotations

from accounts.models import User
from tickets.errors import NotAllowed
from tickets.events import Actor


def require_change(by: Actor) -> None:
    """Refuse people who may only read or add notes. The machine and customers come through other doors."""
    if isinstance(by, User) and not by.can_answer:
        raise NotAllowed


def require_note(by: User) -> None:
    if not by.is_agent:
        raise NotAllowed
