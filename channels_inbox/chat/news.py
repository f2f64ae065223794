"""Tell the agents who may see a chat that its queue or its turn changed; their pages ask how it stands."""

from __future__ import annotations

from functools import partial

from django.db import transaction

from channels_inbox.models import Chat
from channels_inbox.realtime.groups import of_ticket
from channels_inbox.realtime.publish import publisher
from channels_inbox.realtime.wire import Publication, frame
from tickets.models import Ticket


def tell_agents(chat: Chat, ticket: Ticket, what: str) -> None:
    """Publish after commit: `waiting`, `taken`, `said`, `missed` or `ended`. Says of whom only who has it."""
    content = {"kind": "chat_changed", "ticket": ticket.pk, "number": ticket.number, "what": what}
    to = of_ticket(team_id=ticket.team_id, assignee_id=ticket.assignee_id)
    news = Publication(to, frame({**content, "agent": chat.agent_id}))
    transaction.on_commit(partial(_publish, news), robust=True)


def _publish(news: Publication) -> None:
    publisher().publish([news])
