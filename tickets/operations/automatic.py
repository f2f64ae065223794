"""What a rule writes: letters to the customer and notes for colleagues that no person wrote."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from tickets.errors import TicketClosed, TicketError
from tickets.models import Event, Message, Ticket
from tickets.models.kinds import Category, ChannelKind
from tickets.operations.messages import Content, add_message
from tickets.rules.chain import cause
from tickets.selectors import locked, reply_channel

# One rule writes to the customer of one ticket no more often than this (RFC 3834, 2).
AGAIN = timedelta(hours=24)


class NotWritten(TicketError):
    """An automatic letter that would annoy or loop; the text says why."""


@transaction.atomic
def send_automatic_reply(ticket: Ticket, *, text: str) -> Event:
    """Write to the customer in nobody's name; the channel's app queues the letter and keeps its own limits.

    Raises TicketClosed, and NotWritten where another machine wrote last or the rule wrote within a day.
    """
    ticket = locked(ticket)
    if ticket.category in {Category.CLOSED, Category.MERGED, Category.SPAM}:
        raise TicketClosed
    theirs = Event.objects.filter(ticket=ticket, message__kind=Message.Kind.INBOUND).order_by("-seq").first()
    if theirs is not None and theirs.particulars.get("automatic"):
        raise NotWritten("The customer's last message is automatic, and machines do not answer machines.")
    rule = cause(ticket.pk).get("rule")
    if rule is not None:
        written = Event.objects.filter(ticket=ticket, created_at__gt=timezone.now() - AGAIN, action="message_added")
        if written.filter(particulars__to_customer=True, particulars__rule__id=rule["id"]).exists():
            raise NotWritten("This rule wrote to the customer of this ticket within the last 24 hours.")
    return _add(ticket, text, Message.Kind.SYSTEM, channel=reply_channel(ticket), to_customer=True)


@transaction.atomic(savepoint=False)
def add_automatic_note(ticket: Ticket, *, text: str) -> Event:
    """Write a note only agents read, in nobody's name. It is never refused, so it needs no savepoint to undo it."""
    ticket = locked(ticket)
    return _add(ticket, text, Message.Kind.NOTE, channel=ticket.channel)


@transaction.atomic
def say_as_bot(ticket: Ticket, *, text: str, channel: str = ChannelKind.CHAT, **told: Any) -> Event:
    """Say something to a customer in the bot's name. What is `told` beside it is for the channel that carries it."""
    ticket = locked(ticket)
    return _add(ticket, text, Message.Kind.SYSTEM, channel=channel, bot=True, **told)


def _add(ticket: Ticket, text: str, kind: Message.Kind, *, channel: str, **particulars: Any) -> Event:
    return add_message(
        ticket,
        Content(text=text.strip()),
        kind=kind,
        channel=channel,
        by=None,
        public=kind != Message.Kind.NOTE,
        verified=True,
        **particulars,
    )
