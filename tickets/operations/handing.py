"""The answer bot gives a ticket to people."""

from __future__ import annotations

from django.db import transaction

from tickets.events import record
from tickets.models import Event, Ticket
from tickets.selectors import locked


@transaction.atomic
def hand_to_people(ticket: Ticket, *, reason: str) -> Event | None:
    """Let the bot give a ticket to people, who owe an answer from now on; None when it does not have it any more."""
    ticket = locked(ticket)
    if ticket.with_bot_since is None:
        return None
    ticket.with_bot_since = None
    ticket.save(update_fields=["with_bot_since"])
    return record(ticket, "chat_handed_off", by=None, reason=reason)
