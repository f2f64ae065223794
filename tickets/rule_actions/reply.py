from __future__ import annotations

from typing import Any

from tickets.models import Ticket
from tickets.operations.automatic import send_automatic_reply
from tickets.operations.replying import post_reply
from tickets.rule_actions.texts import ParamsForm, key_of
from tickets.rules.actions import Acting
from tickets.rules.variables import fill_in
from tickets.selectors import reply_channel

__all__ = ["ParamsForm", "apply", "label", "would"]
label = "Reply"


def would(ticket: Ticket, params: dict[str, Any], acting: Acting) -> str:
    return f"Reply: {fill_in(params['text'], ticket, by=acting.by)}"


def apply(ticket: Ticket, params: dict[str, Any], acting: Acting) -> None:
    """By an agent it is their reply; by a rule an automatic letter, within the limits of those."""
    text = fill_in(params["text"], ticket, by=acting.by)
    if acting.by is None:
        send_automatic_reply(ticket, text=text)
    else:
        post_reply(ticket, by=acting.by, text=text, channel=reply_channel(ticket), key=key_of(acting, params))
