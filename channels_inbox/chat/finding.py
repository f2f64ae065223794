"""The ways to a chat, and its locks."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet

from channels_inbox.models import Chat, Visitor
from tickets.models import Ticket
from tickets.models.kinds import ChannelKind
from tickets.selectors import locked_surviving, sources_of


def chats_of(visitor: Visitor) -> QuerySet[Chat]:
    """Return what a visitor may read: their own; signed in, also what they wrote signed in elsewhere."""
    mine = Q(visitor=visitor)
    if visitor.verified_at is not None:
        mine |= Q(
            visitor__customer=visitor.customer_id, visitor__widget=visitor.widget_id, visitor__verified_at__isnull=False
        )
    return _with_its_people().filter(mine, conversation__channel=visitor.widget_id)


def locked_chat(chat: Chat) -> tuple[Ticket, Chat]:
    """Re-read a chat and the ticket it is read in, each under its lock; the ticket's comes first."""
    ticket = locked_surviving(chat.conversation.ticket)
    return ticket, lock(chat.pk)


def lock(pk: int) -> Chat:
    """Re-read a chat under its lock. The caller holds its ticket's."""
    Chat.objects.select_for_update(no_key=True).only("pk").get(pk=pk)
    return _with_its_people().get(pk=pk)


def chat_of_ticket(ticket: Ticket) -> Chat | None:
    """Return the newest chat read in a ticket. Asks nothing of tickets no chat began, unless it was merged into one."""
    tickets: Collection[int] = [ticket.pk] if ticket.channel == ChannelKind.CHAT else [ticket.pk, *sources_of(ticket)]
    return _with_its_people().filter(conversation__ticket__in=tickets).order_by("-pk").first()


def _with_its_people() -> QuerySet[Chat]:
    return Chat.objects.select_related(
        "conversation__ticket", "conversation__channel", "visitor__widget", "visitor__customer", "agent", "team"
    )
