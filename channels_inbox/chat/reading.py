"""How far each side has read."""

from __future__ import annotations

from django.db.models import F, Q
from django.db.models.functions import Least

from channels_inbox.chat.hints import tell_viewers, tell_visitor
from channels_inbox.models import Chat, ChatEntry


def read_by_visitor(chat: Chat, seq: int) -> None:
    """Note that the visitor has read up to an entry; marks only move on. What they have seen needs no letter."""
    if _move(chat, "visitor_read", seq):
        _settle(chat)
        tell_viewers(chat, kind="chat_read", seq=min(seq, chat.seq))


def read_by_agent(chat: Chat, seq: int) -> None:
    """Note that an agent has read up to an entry, and let the visitor see it."""
    if _move(chat, "agent_read", seq):
        tell_visitor(chat, kind="read", seq=min(seq, chat.seq))


def _move(chat: Chat, mark: str, seq: int) -> bool:
    # Never beyond what there is, nor back: two windows may report in any order.
    rows = Chat.objects.filter(pk=chat.pk, **{f"{mark}__lt": F("seq")}).filter(**{f"{mark}__lt": seq})
    return bool(rows.update(**{mark: Least(F("seq"), seq)}))


def _settle(chat: Chat) -> None:
    unread = ChatEntry.objects.filter(conversation=chat.pk, author=ChatEntry.Author.AGENT)
    last = unread.order_by("-seq").values_list("seq", flat=True).first() or 0
    Chat.objects.filter(Q(pk=chat.pk, visitor_read__gte=last)).update(mail_due_at=None)
