"""When the answer bot lets go of a ticket: a person took it, or it is over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpdesk.lib.rows import update
from tickets.models.kinds import UNFINISHED

if TYPE_CHECKING:
    from tickets.models import Event

News = list[tuple[str, dict[str, Any]]]


def follow(event: Event) -> News:
    """End the bot's part where somebody has the ticket, wrote to its customer, or ended it. Costs others nothing."""
    ticket, message = event.ticket, event.message
    if ticket.with_bot_since is None:
        return []
    answered = message is not None and message.public and message.author_user_id is not None
    if ticket.assignee_id is None and not answered and ticket.category in UNFINISHED:
        return []
    ticket.with_bot_since = None
    update(ticket, ["with_bot_since"])
    return [("bot_left", {})]
