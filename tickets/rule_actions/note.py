from __future__ import annotations

from typing import Any

from tickets.models import Ticket
from tickets.operations.automatic import add_automatic_note
from tickets.operations.replying import add_note
from tickets.rule_actions.texts import ParamsForm, key_of
from tickets.rules.actions import Acting
from tickets.rules.variables import fill_in

__all__ = ["ParamsForm", "apply", "label", "would"]
label = "Write a note"


def would(ticket: Ticket, params: dict[str, Any], acting: Acting) -> str:
    return f"Note: {fill_in(params['text'], ticket, by=acting.by)}"


def apply(ticket: Ticket, params: dict[str, Any], acting: Acting) -> None:
    text = fill_in(params["text"], ticket, by=acting.by)
    if acting.by is None:
        add_automatic_note(ticket, text=text)
    else:
        add_note(ticket, by=acting.by, text=text, key=key_of(acting, params))
