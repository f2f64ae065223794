"""Tell a visitor's sockets that something is new; what it is, they ask for."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from channels_inbox.models import Chat, Visitor
from channels_inbox.realtime.groups import of_viewers, of_visitor, of_visitors
from channels_inbox.realtime.publish import publisher
from channels_inbox.realtime.wire import Publication, frame


class Hint:
    """The newest entry of one chat; called after commit it is published once for a transaction."""

    def __init__(self, chat: Chat) -> None:
        self.pk, self.key, self.to = chat.pk, chat.conversation.key, groups_of(chat.visitor)
        self.seq = 0

    def __call__(self) -> None:
        content = {"kind": "entries", "conversation": self.key, "seq": self.seq}
        publisher().publish([Publication(self.to, frame(content))])


def hint(chat: Chat) -> None:
    """Let the visitor's windows ask for what is new, once the surrounding transaction has committed."""
    pending = _pending(chat.pk)
    call = pending or Hint(chat)
    call.seq = chat.seq
    if pending is None:
        transaction.on_commit(call, robust=True)


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


def _pending(pk: int) -> Hint | None:
    """Find this transaction's hint; one that is found outlives at least the savepoint we are in."""
    for _savepoints, call, _robust in reversed(transaction.get_connection().run_on_commit):
        if isinstance(call, Hint) and call.pk == pk:
            return call
    return None
