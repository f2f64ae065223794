"""Tell the desk that something rings, or rings no more; the pages ask whether it is for them."""

from __future__ import annotations

from django.db import transaction

from channels_inbox.models import Call
from channels_inbox.realtime import groups
from channels_inbox.realtime.publish import publisher
from channels_inbox.realtime.wire import Publication, frame


def tell_desk(call: Call) -> None:
    """Nudge, after commit, the pages of those who may see this call. The frame says only that it changed."""
    if call.conversation is None:
        return
    ticket = call.conversation.ticket
    to = groups.of_ticket(team_id=ticket.team_id, assignee_id=ticket.assignee_id)
    news = Publication(to, frame({"kind": "call_changed", "id": call.pk, "live": call.is_live}))
    transaction.on_commit(lambda: publisher().publish([news]), robust=True)
