"""Tell a visitor's sockets that something is new, with what is told quickly; all else they ask for."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from channels_inbox.chat.as_json import chat_json, plain_json
from channels_inbox.models import Chat, ChatEntry, Visitor
from channels_inbox.realtime.groups import of_viewers, of_visitor, of_visitors
from channels_inbox.realtime.publish import publisher
from channels_inbox.realtime.wire import Publication, frame

# Longer words are asked for: a window that does not read must not fill its queue with them.
MOST_TOLD = 2_000


def hint(chat: Chat, entry: ChatEntry) -> None:
    """Tell the visitor's windows of a new entry, once the surrounding transaction has committed.

    With what was said, where that is short and known: a window that has all before it need not ask. One that has
    not, or does not hear of it, asks for what follows what it has, as after any other hint.
    """
    content = {"kind": "entries", "conversation": chat.conversation.key, "seq": entry.seq}
    if entry.message is None or len(entry.message.reply_text) <= MOST_TOLD:
        shown = plain_json(entry, chat)
        if shown is not None:
            content |= {"answer": {"conversation": chat_json(chat), "entries": [shown]}}
    news = Publication(groups_of(chat.visitor), frame(content))
    transaction.on_commit(lambda: publisher().publish([news]), robust=True)


def tell_visitor(chat: Chat, **content: Any) -> None:
    """Tell a visitor's windows now what is kept nowhere, or only as a mark: typing, how far we have read."""
    news = frame({**content, "conversation": chat.conversation.key})
    publisher().publish([Publication(groups_of(chat.visitor), news)])


def tell_viewers(chat: Chat, **content: Any) -> None:
    """Tell the agents who have the ticket open now."""
    ticket = chat.conversation.ticket_id
    publisher().publish([Publication(frozenset([of_viewers(ticket)]), frame({**content, "ticket": ticket}))])


def groups_of(visitor: Visitor) -> frozenset[str]:
    """Return the groups whose sockets may hear of this visitor's chats: other browsers only of who is signed in."""
    if visitor.verified_at is None or visitor.customer_id is None:
        return frozenset([of_visitor(visitor.pk)])
    return frozenset([of_visitor(visitor.pk), of_visitors(visitor.widget_id, visitor.customer_id)])
