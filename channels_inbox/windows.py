"""Wires that close some hours after the customer's last message: somebody is told an hour before, while it matters."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import Notification
from accounts.operations.notifying import notify
from channels_inbox.models import Conversation
from channels_inbox.registry import capabilities
from helpdesk.lib.one_by_one import one_by_one
from tickets.models import Ticket
from tickets.models.kinds import UNFINISHED, ChannelKind
from tickets.selectors import locked, surviving

BEFORE = timedelta(hours=1)


def reminder_of(kind: str, last_in_at: datetime) -> datetime | None:
    """Return when to remind of a wire's end; None where it never closes to people, or not for days."""
    can = capabilities(kind)
    return last_in_at + can.window - BEFORE if can.window and can.outside != "human_agent" else None


def remind(*, now: datetime | None = None) -> int:
    """Tell the owner of every ticket whose customer waits on a wire that closes within the hour; return how many."""
    now = now or timezone.now()
    due = Conversation.objects.filter(remind_at__lte=now).order_by("remind_at").values_list("pk", flat=True)
    return one_by_one(lambda pk: _remind(pk, now), list(due[:500]))


@transaction.atomic
def _remind(pk: int, now: datetime) -> bool:
    wire = Conversation.objects.select_related("channel", "ticket").get(pk=pk)
    ticket = locked(Ticket(pk=surviving(wire.ticket).pk))
    # Claimed by what stands there: whoever wrote meanwhile has moved it on, and another worker has emptied it.
    if not Conversation.objects.filter(pk=pk, remind_at__lte=now).update(remind_at=None):
        return False
    window = capabilities(wire.channel.kind).window
    if window is None or wire.last_in_at is None or wire.last_in_at + window <= now:
        # We were away for longer than that: news of what is past help nobody.
        return False
    if ticket.assignee is None or ticket.waiting_since is None or ticket.category not in UNFINISHED:
        return False
    name = ChannelKind(wire.channel.kind).label
    told = notify(
        ticket.assignee,
        Notification.Kind.SLA_WARNING,
        key=f"window:{wire.pk}:{wire.last_in_at.isoformat()}"[:120],
        text=f"{name} takes free answers for less than an hour more, then only templates. They wait for you.",
        ticket_number=ticket.number,
    )
    return told is not None
