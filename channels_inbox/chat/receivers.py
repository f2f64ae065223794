"""What chats do with the news of their tickets: answers become entries, owners and ends are followed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone

from channels_inbox.chat.ending import close
from channels_inbox.chat.entries import append, written_before
from channels_inbox.chat.finding import chat_of_ticket, lock
from channels_inbox.chat.owning import follow
from channels_inbox.models import Chat, ChatEntry
from tickets.models import Event, Message, Ticket
from tickets.models.kinds import Category, ChannelKind
from tickets.selectors import locked
from tickets.signals import event_recorded

_FOLLOWED = {"assigned", "unassigned", "team_changed"}
_OVER = {Category.RESOLVED, Category.CLOSED, Category.SPAM}


@receiver(event_recorded)
def follow_ticket(*, event: Event, **_: Any) -> None:
    """Take a chat along with its ticket. Other tickets cost nothing."""
    ticket, message = event.ticket, event.message
    if message is not None:
        if _belongs(ticket, message) and "held" not in event.particulars:
            show(ticket, message)
    elif ticket.channel == ChannelKind.CHAT and (event.action in _FOLLOWED or ticket.category in _OVER):
        chat = _locked(ticket)
        if chat is None or not chat.is_open:
            return
        if event.action in _FOLLOWED:
            follow(chat, event.action)
        else:
            close(chat, by=event.by_user or event.by_customer)


def show_released(message: Message) -> None:
    """Make an entry of a letter that its writer can take back no more, if it belongs to a chat's ticket."""
    if message.ticket.channel == ChannelKind.CHAT:
        with transaction.atomic():
            show(locked(message.ticket), message)


def show(ticket: Ticket, message: Message) -> None:
    """Make an entry of what was said to the visitor, or came from them by another way. Once, however often told.

    The caller holds the ticket's lock.
    """
    chat = _locked(ticket)
    if chat is None:
        return
    client_id = f"message:{message.pk}"
    if written_before(chat, client_id) is not None:
        return
    theirs = message.kind == Message.Kind.INBOUND
    bot = message.kind == Message.Kind.SYSTEM
    author = ChatEntry.Author.VISITOR if theirs else ChatEntry.Author.BOT if bot else ChatEntry.Author.AGENT
    append(chat, author=author, client_id=client_id, message=message)
    if not theirs and message.channel == ChannelKind.CHAT:
        # Should they be gone by then, it goes to them by mail.
        widget = chat.visitor.widget
        chat.mail_due_at = chat.mail_due_at or timezone.now() + timedelta(seconds=widget.gone_after)
        chat.save(update_fields=["mail_due_at"])


def _belongs(ticket: Ticket, message: Message) -> bool:
    """Tell whether a visitor is to see this, without asking: said in the chat by us, or in its ticket by mail."""
    if not message.public:
        return False
    if message.channel == ChannelKind.CHAT:
        # What visitors write is entered by `say`, under the id their browser gave it.
        return message.kind in {Message.Kind.REPLY, Message.Kind.SYSTEM}
    return ticket.channel == ChannelKind.CHAT and message.kind in {Message.Kind.REPLY, Message.Kind.INBOUND}


def _locked(ticket: Ticket) -> Chat | None:
    found = chat_of_ticket(ticket)
    if found is None:
        return None
    chat = lock(found.pk)
    # What the caller knows of the ticket is newer than what stands beside the chat.
    chat.conversation.ticket = ticket
    return chat
