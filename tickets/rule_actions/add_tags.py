from __future__ import annotations

from typing import Any

from tickets.models import Ticket
from tickets.operations.tagging import change_tags
from tickets.rule_actions.tags import ParamsForm
from tickets.rules.actions import Acting

__all__ = ["ParamsForm", "apply", "label", "would"]
label = "Add tags"


def would(ticket: Ticket, params: dict[str, Any], acting: Acting) -> str:
    present = {tag.name.casefold() for tag in ticket.tags.all()}
    new = [name for name in params["tags"] if name.casefold() not in present]
    return f"Add tags: {', '.join(new)}" if new else ""


def apply(ticket: Ticket, params: dict[str, Any], acting: Acting) -> None:
    change_tags(ticket, add=params["tags"], by=acting.by)
