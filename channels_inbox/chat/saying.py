"""Somebody says something in a chat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from channels_inbox.bot.waking import wake_bot
from channels_inbox.chat.entries import append, written_before
from channels_inbox.chat.errors import ChatEnded, NameTaken
from channels_inbox.chat.finding import locked_chat
from channels_inbox.chat.news import tell_agents
from channels_inbox.chat.welcoming import require_known
from channels_inbox.models import Chat, ChatEntry
from tickets.errors import EmptyMessage
from tickets.models.kinds import ChannelKind
from tickets.operations.messages import Content, NewFile
from tickets.operations.receiving import may_reopen, receive_reply
from tickets.selectors import holding

LONGEST = 10_000


@transaction.atomic
def say(chat: Chat, *, text: str, client_id: str, files: Sequence[NewFile] = (), choice: str = "") -> ChatEntry:
    """Write what the visitor says; a `client_id` used before returns the entry it made.

    `choice` is the value of a button of the bot's that they pressed. Raises ChatEnded, EmptyMessage,
    SignInFirst, and NameTaken for other words under a name used before.
    """
    ticket, chat = locked_chat(chat)
    if found := written_before(chat, client_id):
        return as_said(found, text)
    content = content_of(text, files)
    require_known(chat.visitor)
    if not chat.is_open or not may_reopen(ticket):
        raise ChatEnded
    customer = ticket.requester if ticket.requester_id == chat.visitor.customer_id else chat.visitor.customer
    assert customer is not None
    with holding(ticket):
        event = receive_reply(
            ticket,
            content,
            by=customer,
            channel=ChannelKind.CHAT,
            verified=chat.visitor.verified_at is not None,
        )
    chosen: dict[str, Any] = {"choice": choice} if choice else {}
    entry = append(chat, author=ChatEntry.Author.VISITOR, client_id=client_id, message=event.message, **chosen)
    tell_agents(chat, event.ticket, "said")
    if chat.owner == Chat.Owner.BOT:
        wake_bot(chat=chat)
    return entry


def as_said(entry: ChatEntry, text: str) -> ChatEntry:
    """Return an entry whose name came again with its own words. Raises NameTaken: others would be lost unsaid."""
    if entry.message is None or _letters(entry.message.text) != _letters(_plain(text)):
        raise NameTaken
    return entry


def content_of(text: str, files: Sequence[NewFile]) -> Content:
    """Return what somebody typed in the form tickets keep. Raises EmptyMessage."""
    text = _plain(text)
    if not text and not files:
        raise EmptyMessage
    return Content(text=text, files=files)


def _letters(text: str) -> str:
    """Return what is to be read of a text: a ticket keeps no control characters, and forms spell line breaks anew."""
    return "".join(filter(str.isprintable, text))


def _plain(text: str) -> str:
    return text.replace("\x00", "").strip()[:LONGEST]
