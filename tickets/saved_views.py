"""Which tickets a view somebody made shows, to each who looks."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import EmptyResultSet, FieldError

from accounts.models import User
from tickets.conditions import Use, as_q, names
from tickets.conditions.registry import find
from tickets.models import Ticket
from tickets.querysets import TicketQuerySet

UNREADABLE = (LookupError, TypeError, ValueError, AttributeError, FieldError)


def tickets_of(tree: Any, *, finished: bool, user: User) -> TicketQuerySet:
    """Return the tickets that fit, of those one may see: unfinished and not put aside, or with `finished` all."""
    seen = Ticket.objects.visible_to(user)
    return (seen if finished else seen.unfinished().awake()).filter(as_q(tree, user))


def use_of(user: User) -> Use:
    """Return what somebody may ask for: a list of customers to choose from is not for everybody."""
    return Use.VIEW if user.sees_all else Use.NARROW_VIEW


def asks_only(tree: Any, use: Use) -> bool:
    """Tell whether every field a tree asks for is known and may be asked for there."""
    return all((field := find(name)) is not None and use in field.uses for name in names(tree))


def broken(tree: Any) -> str:
    """Say why a stored tree cannot be read any more; empty when it can."""
    try:
        for name in names(tree):
            field = find(name)
            if field is None or Use.VIEW not in field.uses:
                return f"It asks for “{name}”, a field that is gone."
        str(tickets_of(tree, finished=True, user=User(role=User.Role.ADMIN, pk=0)).query)
    except EmptyResultSet:
        return ""
    except UNREADABLE:
        return "Its conditions cannot be read."
    return ""
