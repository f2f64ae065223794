"""Let some messages of a ticket begin one of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import IdempotencyKey, User
from tickets.errors import TicketError
from tickets.events import Actor
from tickets.models import HtmlBody, Message, Ticket, TicketLink
from tickets.models.kinds import ChannelKind
from tickets.operations.copying import copy_message, share
from tickets.operations.messages import Content, Html
from tickets.operations.opening import open_ticket
from tickets.operations.relating import link_tickets
from tickets.permissions import require_change
from tickets.selectors import locked, sources_of


def can_be_split_off(ticket: Ticket) -> QuerySet[Message]:
    """Return the messages that may begin another ticket, oldest first: what others wrote, and notes.

    Our letters stay: copied, they would be sent again.
    """
    here = Message.objects.filter(ticket__in=[ticket.pk, *sources_of(ticket)])
    said = Q(kind=Message.Kind.INBOUND) | Q(kind=Message.Kind.NOTE, author_user__isnull=False)
    return here.filter(said).select_related("author_user", "author_customer").order_by("created_at", "pk")


@transaction.atomic
def split_ticket(ticket: Ticket, *, messages: Sequence[Message], subject: str, by: Actor, key: str = "") -> Ticket:
    """Open a ticket with copies of these messages, linked to this one, and return it.

    It belongs to whoever wrote the first of them, and counts from when they did; they do not read what others wrote.
    Files are shared, not copied.
    A `key` used before returns the ticket it made. Raises TicketError when none can be taken.
    """
    require_change(by)
    ticket = locked(ticket)
    once = IdempotencyKey(user=by, key=f"split {key}") if key and isinstance(by, User) else None
    if once and (made := IdempotencyKey.objects.filter(user=once.user, key=once.key).first()):
        return Ticket.objects.get(pk=cast(int, made.body))
    chosen = list(can_be_split_off(ticket).filter(pk__in=[message.pk for message in messages]))
    if not chosen:
        raise TicketError("Choose at least one message of a customer, or a note.")
    first, *others = chosen
    requester = first.author_customer or ticket.requester
    author = first.author_customer or first.author_user
    assert author is not None
    event = open_ticket(
        by=author,
        requester=requester,
        subject=subject,
        content=_content(first),
        # The chat goes on in the ticket it began; nobody would read an answer to this one there.
        channel=ChannelKind.EMAIL if first.channel == ChannelKind.CHAT else first.channel,
        said_on=first.channel,
        team=ticket.team,
        priority=ticket.priority,
        type=ticket.type,
        verified=first.sender_verified,
        at=first.created_at,
        kind=Message.Kind(first.kind),
    )
    new, opening = event.ticket, event.message
    assert opening is not None
    for file in first.attachments.order_by("pk"):
        share(file, opening)
    for message in others:
        copy_message(message, new)
    if once:
        once.body = new.pk
        once.save()
    return link_tickets(new, to=ticket, kind=TicketLink.Kind.SPLIT, by=by).source


def _content(message: Message) -> Content:
    html = HtmlBody.objects.filter(message=message).first()
    kept = Html(html.source, html.cleaned, html.sanitiser, html.has_remote) if html else None
    return Content(text=message.text, reply_text=message.reply_text, html=kept)
