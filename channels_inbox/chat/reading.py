"""How far each side has read."""

from __future__ import annotations

from django.db.models import F
from django.db.models.functions import Least

from accounts.models import User
from channels_inbox.chat.finding import chat_of_ticket
from channels_inbox.chat.hints import tell_viewers, tell_visitor
from channels_inbox.models import Chat, ChatEntry
from tickets.models import Ticket


def read_by_visitor(chat: Chat, seq: int) -> None:
    """Note that the visitor has read up to an entry; marks only move on. What they have seen needs no letter."""
    if _move(chat, "visitor_read", seq):
        _settle(chat)
        tell_viewers(chat, kind="chat_read", seq=min(seq, chat.seq))


def read_by_agent(chat: Chat, seq: int) -> None:
    """Note that an agent has read up to an entry, and let the visitor see it."""
    if _move(chat, "agent_read", seq):
        tell_visitor(chat, kind="read", seq=min(seq, chat.seq))


def read_in_ticket(ticket: Ticket, *, by: User, seq: int) -> None:
    """Note that whoever has the chat has read its ticket up to an event. Colleagues who look on leave no mark."""
    chat = chat_of_ticket(ticket)
    if chat is None or chat.agent_id != by.pk or chat.agent_read == chat.seq:
        return
    unread = ChatEntry.objects.filter(conversation=chat.pk, seq__gt=chat.agent_read)
    # The first line of the chat their page does not show yet; lines of the desk's own have no message.
    beyond = unread.filter(message__event__seq__gt=seq).order_by("seq").values_list("seq", flat=True).first()
    read_by_agent(chat, beyond - 1 if beyond else chat.seq)


def _move(chat: Chat, mark: str, seq: int) -> bool:
    # Never beyond what there is, nor back: two windows may report in any order.
    rows = Chat.objects.filter(pk=chat.pk, **{f"{mark}__lt": F("seq")}).filter(**{f"{mark}__lt": seq})
    return bool(rows.update(**{mark: Least(F("seq"), seq)}))


def _settle(chat: Chat) -> None:
    # Judged by its own row alone, which whoever says something at this moment has locked: their letter stays due.
    # One that is due although only a line of the desk's own is unread carries nothing, and is not sent.
    Chat.objects.filter(pk=chat.pk, visitor_read__gte=F("seq")).update(mail_due_at=None)
