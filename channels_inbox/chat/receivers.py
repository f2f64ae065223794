"""What chats do with the news of their tickets: answers become entries, owners and ends are followed."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from channels_inbox.chat.ending import close
from channels_inbox.chat.finding import chat_of_ticket
from channels_inbox.chat.owning import follow
from channels_inbox.chat.showing import locked_chat_of, show
from tickets.models import Event, Message, Ticket
from tickets.models.kinds import Category, ChannelKind
from tickets.selectors import surviving
from tickets.signals import event_recorded

_FOLLOWED = {"assigned", "unassigned", "team_changed"}
_OVER = {Category.RESOLVED, Category.CLOSED, Category.SPAM}


@receiver(event_recorded)
def follow_ticket(*, event: Event, **_: Any) -> None:
    """Take a chat along with its ticket. Other tickets cost nothing."""
    ticket, message = event.ticket, event.message
    if message is not None:
        if _belongs(ticket, message) and "held" not in event.particulars:
            show(ticket, message, event.particulars.get("entry") or {})
    elif ticket.channel == ChannelKind.CHAT and event.action == "merged":
        _end_unless_carried_on(event)
    elif ticket.channel == ChannelKind.CHAT and (event.action in _FOLLOWED or ticket.category in _OVER):
        chat = locked_chat_of(ticket)
        if chat is None or not chat.is_open:
            return
        if event.action in _FOLLOWED:
            follow(chat, event.action)
        else:
            close(chat, by=event.by_user or event.by_customer)


def _end_unless_carried_on(event: Event) -> None:
    """End the chat of a merged ticket where the other ticket is not answered in it: nobody would hear of them there."""
    chat = locked_chat_of(event.ticket)
    if chat is None or not chat.is_open:
        return
    answered = chat_of_ticket(surviving(event.ticket))
    if answered is None or answered.pk != chat.pk:
        close(chat, by=event.by_user)


def _belongs(ticket: Ticket, message: Message) -> bool:
    """Tell whether a visitor is to see this, without asking: said in the chat by us, or in its ticket by mail."""
    if not message.public:
        return False
    if message.channel == ChannelKind.CHAT:
        # What visitors write is entered by `say`, under the id their browser gave it.
        return message.kind in {Message.Kind.REPLY, Message.Kind.SYSTEM}
    return ticket.channel == ChannelKind.CHAT and message.kind in {Message.Kind.REPLY, Message.Kind.INBOUND}
