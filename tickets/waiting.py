"""Who waits for whom: the moments a list row and, later, every clock is counted from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tickets.models.message import Message

if TYPE_CHECKING:
    from tickets.models import Event

PREVIEW = 140


def update(event: Event) -> None:
    """Move the ticket's waiting times along with a new message. Notes and automatic mail move nothing."""
    message = event.message
    if message is None or message.kind in {Message.Kind.NOTE, Message.Kind.SYSTEM} or not message.public:
        return
    ticket = event.ticket
    ours = message.kind == Message.Kind.REPLY
    if ours:
        ticket.waiting_since = None
        ticket.first_replied_at = ticket.first_replied_at or message.created_at
    else:
        # The oldest unanswered message counts; writing again does not push the customer back.
        ticket.waiting_since = ticket.waiting_since or message.created_at
    ticket.last_message_by_us = ours
    ticket.last_message_at = message.created_at
    ticket.last_message_preview = " ".join((message.reply_text or message.text)[: PREVIEW * 3].split())[:PREVIEW]
    ticket.save(
        update_fields=[
            "waiting_since",
            "first_replied_at",
            "last_message_by_us",
            "last_message_at",
            "last_message_preview",
        ]
    )
