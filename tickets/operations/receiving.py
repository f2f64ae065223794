"""The customer writes again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import Customer
from tickets.errors import TicketClosed
from tickets.models import Attachment, Event, Message, Snooze, Ticket
from tickets.models.kinds import Category
from tickets.operations.messages import Content, add_message
from tickets.operations.progress import move_to
from tickets.operations.snoozing import wake
from tickets.selectors import default_status, locked_surviving


def may_reopen(ticket: Ticket, *, now: datetime | None = None) -> bool:
    """Tell whether an answer still belongs here: always while unfinished, for some days once resolved."""
    if not ticket.is_finished:
        return True
    if ticket.category != Category.RESOLVED or ticket.resolved_at is None:
        return False
    return (now or timezone.now()) - ticket.resolved_at <= timedelta(days=settings.TICKET_REOPEN_DAYS)


@transaction.atomic
def receive_reply(
    ticket: Ticket,
    content: Content,
    *,
    by: Customer,
    channel: str,
    public: bool = True,
    verified: bool = False,
    reopen: bool = True,
    automatic: bool = False,
    uploads: Sequence[Attachment] = (),
    at: datetime | None = None,
) -> Event:
    """Add a customer's message and wake the ticket if it was waiting or resolved.

    `reopen` False files the message without waking anything (auto-replies, bounces, strangers).
    `automatic` marks what a machine wrote: no machine of ours answers it. What was merged goes on in the other
    ticket. Raises TicketClosed when the ticket is closed for good: open a follow-up instead.
    """
    ticket = locked_surviving(ticket)
    if reopen and not may_reopen(ticket):
        raise TicketClosed
    particulars: dict[str, Any] = {"automatic": True} if automatic else {}
    status, until = ticket.status_id, ticket.snoozed_until
    event = add_message(
        ticket,
        content,
        kind=Message.Kind.INBOUND,
        channel=channel,
        by=by,
        public=public,
        verified=verified,
        uploads=uploads,
        at=at,
        **particulars,
    )
    asleep = {
        Category.WAITING_CUSTOMER,
        Category.WAITING_THIRD_PARTY,
        Category.RESOLVED,
    }
    # What a rule that answered the message has decided stays.
    if reopen and ticket.category in asleep and ticket.status_id == status:
        move_to(ticket, default_status(Category.OPEN), by=by)
    if reopen and ticket.snoozed_until == until:
        wake(ticket, Snooze.Cause.MESSAGE, by=by)
    return event
