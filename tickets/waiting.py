"""Who waits for whom: the moments a list row and, later, every clock is counted from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tickets.models.message import Message

if TYPE_CHECKING:
    from tickets.models import Ticket

PREVIEW = 140
# What Markdown marks words with, and a link but for its words.
_MARKS = re.compile(r"\*\*|`|^#{1,6} |^> ?|\[([^\]\n]{0,200})\]\([^)\s]{0,500}\)", re.MULTILINE)
FIELDS = (
    "waiting_since",
    "first_replied_at",
    "last_message_by_us",
    "last_message_at",
    "last_message_preview",
)


def follow(ticket: Ticket, message: Message) -> tuple[str, ...]:
    """Move a ticket's waiting times along with a new message; return the fields that may have changed.

    Notes, automatic mail and strangers move nothing. The caller saves.
    """
    if message.kind in {Message.Kind.NOTE, Message.Kind.SYSTEM} or not message.public:
        return ()
    ours = message.kind == Message.Kind.REPLY
    if ours:
        ticket.waiting_since = None
        ticket.first_replied_at = ticket.first_replied_at or message.created_at
    else:
        # The oldest unanswered message counts; writing again does not push the customer back.
        ticket.waiting_since = ticket.waiting_since or message.created_at
    ticket.last_message_by_us = ours
    ticket.last_message_at = message.created_at
    ticket.last_message_preview = preview(message.reply_text or message.text, ours=ours)
    return FIELDS


def recount(ticket: Ticket) -> None:
    """Find anew since when the customer waits, after a message was taken out of a ticket. Saves it."""
    if ticket.waiting_since is None:
        return
    said = Message.objects.filter(ticket=ticket, public=True)
    answered = said.filter(kind=Message.Kind.REPLY).order_by("-created_at").values_list("created_at", flat=True).first()
    open_since = said.filter(kind=Message.Kind.INBOUND, created_at__gte=ticket.waiting_since)
    if answered:
        open_since = open_since.filter(created_at__gt=answered)
    ticket.waiting_since = open_since.order_by("created_at").values_list("created_at", flat=True).first()
    ticket.save(update_fields=["waiting_since"])


def preview(text: str, *, ours: bool = False) -> str:
    """Return the first words of a text for a list row, on one line. Only what we write is Markdown: its marks go."""
    text = text[: PREVIEW * 3]
    return " ".join((_MARKS.sub(r"\1", text) if ours else text).split())[:PREVIEW]
