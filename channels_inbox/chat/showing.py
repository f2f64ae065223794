"""What is said to a visitor, or comes from them by another way, becomes an entry of their chat."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.utils import timezone

from channels_inbox.chat.entries import append, written_before
from channels_inbox.chat.finding import chat_of_ticket, lock
from channels_inbox.models import Chat, ChatEntry
from channels_inbox.outbound import Unreachable
from tickets.models import Message, Ticket
from tickets.models.kinds import ChannelKind
from tickets.selectors import locked


def show_released(message: Message) -> None:
    """Make an entry of a letter that its writer can take back no more, if it belongs to a chat's ticket."""
    if message.ticket.channel == ChannelKind.CHAT:
        with transaction.atomic():
            show(locked(message.ticket), message)


def show(ticket: Ticket, message: Message, entry: Mapping[str, Any] = MappingProxyType({})) -> None:
    """Make an entry of what was said to the visitor, or came from them by another way. Once, however often told.

    `entry` is what its writer gives it beside the words: a `client_id` of its own, `buttons`. The caller holds the
    ticket's lock.
    """
    chat = locked_chat_of(ticket)
    if chat is None:
        if message.channel == ChannelKind.CHAT and message.kind == Message.Kind.REPLY:
            raise Unreachable("There is no chat in this ticket to answer in.")
        # A rule wrote while the chat was about to begin: `start_chat` shows it.
        return
    body = dict(entry)
    client_id = body.pop("client_id", f"message:{message.pk}")
    if written_before(chat, client_id) is not None:
        return
    theirs = message.kind == Message.Kind.INBOUND
    bot = message.kind == Message.Kind.SYSTEM
    author = ChatEntry.Author.VISITOR if theirs else ChatEntry.Author.BOT if bot else ChatEntry.Author.AGENT
    due = None
    if not theirs and message.channel == ChannelKind.CHAT:
        # Should they be gone by then, it goes to them by mail.
        due = timezone.now() + timedelta(seconds=chat.visitor.widget.gone_after)
    append(chat, author=author, client_id=client_id, message=message, mail_due_at=due, **body)


def locked_chat_of(ticket: Ticket) -> Chat | None:
    """Return the newest chat of a ticket, locked. The caller holds the ticket's lock."""
    found = chat_of_ticket(ticket)
    if found is None:
        return None
    chat = lock(found)
    # What the caller knows of the ticket is newer than what stands beside the chat.
    chat.conversation.ticket = ticket
    return chat
