"""The ways to a chat, and its locks."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from channels_inbox.models import Chat, Visitor
from helpdesk.lib.questions import Given, Question
from helpdesk.lib.rows import scalars
from tickets.models import Ticket
from tickets.models.kinds import ChannelKind
from tickets.selectors import locked_surviving, sources_of

# Asked for every message, so written once.
_BY_PK = Question(lambda: _with_its_people().filter(pk=Given("pk")))
_BY_KEY = Question(
    lambda: _with_its_people().filter(conversation__key=Given("key"), conversation__channel=Given("channel"))
)
_OF_TICKET = Question(lambda: _with_its_people().filter(conversation__ticket=Given("ticket")).order_by("-pk")[:1])
_LOCK = "SELECT 1 FROM channels_inbox_chat WHERE conversation_id = %s FOR NO KEY UPDATE"


def chats_of(visitor: Visitor) -> QuerySet[Chat]:
    """Return what a visitor may read: their own; signed in, also what they wrote signed in elsewhere."""
    mine = Q(visitor=visitor)
    if visitor.verified_at is not None:
        mine |= Q(
            visitor__customer=visitor.customer_id, visitor__widget=visitor.widget_id, visitor__verified_at__isnull=False
        )
    return _with_its_people().filter(mine, conversation__channel=visitor.widget_id)


def find_chat(visitor: Visitor, key: str) -> Chat | None:
    """Return one of the chats a visitor may read, by the same rule; None for all others."""
    chat = _BY_KEY.one(key=key, channel=visitor.widget_id)
    if chat is None or chat.visitor_id == visitor.pk:
        return chat
    both_signed = visitor.verified_at is not None and chat.visitor.verified_at is not None
    return chat if both_signed and chat.visitor.customer_id == visitor.customer_id else None


def locked_chat(chat: Chat) -> tuple[Ticket, Chat]:
    """Re-read a chat and the ticket it is read in, each under its lock; the ticket's comes first."""
    ticket = locked_surviving(Ticket(pk=chat.conversation.ticket_id))
    chat = lock(chat)
    if chat.conversation.ticket_id == ticket.pk:
        chat.conversation.ticket = ticket
    return ticket, chat


def lock(chat: Chat) -> Chat:
    """Re-read a chat under its lock. The caller holds its ticket's."""
    scalars(_LOCK, [chat.pk])
    found = _BY_PK.one(pk=chat.pk)
    assert found is not None
    return found


def chat_of_ticket(ticket: Ticket) -> Chat | None:
    """Return the newest chat a ticket's customer reads it in. Asks nothing of tickets no chat began, nor took in.

    Chats of other people that were merged into it are not theirs: nothing said here is said there.
    """
    if ticket.channel == ChannelKind.CHAT:
        return _OF_TICKET.one(ticket=ticket.pk)
    chats = _with_its_people().filter(
        conversation__ticket__in=[ticket.pk, *sources_of(ticket)], visitor__customer=ticket.requester_id
    )
    return chats.order_by("-pk").first()


def _with_its_people() -> QuerySet[Chat]:
    # No more than every message needs: PostgreSQL plans a join of nine tables longer than it answers this.
    return Chat.objects.select_related("conversation", "visitor__widget", "agent")
