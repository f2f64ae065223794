"""A message of a wire with threads of its own (a messenger, SMS, the API) becomes part of a ticket.

Its conversation is found by the wire's own key, so there is nothing to weigh. A wire belongs to the ticket that was
last spoken of on it: when that one is over, a follow-up opens and the wire moves on to it.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from accounts.models import Customer, Identity
from accounts.operations.identifying import add_identity, identify, normalise
from channels_inbox.automatic import letters_wait
from channels_inbox.bot.meeting import begin, go_on, greeter
from channels_inbox.content import content_of
from channels_inbox.messages import InboundMessage
from channels_inbox.models import Channel, Conversation, Inbound
from channels_inbox.registry import Unreadable, capabilities
from channels_inbox.result import Result
from channels_inbox.windows import reminder_of
from tickets.models import Ticket
from tickets.models.kinds import ChannelKind
from tickets.operations.opening import open_ticket
from tickets.operations.receiving import may_reopen, receive_reply
from tickets.selectors import surviving

_SUBJECT = 80


def receive_on_wire(row: Inbound, message: InboundMessage) -> Result:
    """Put a message where its wire's key says. Raises Unreadable when it does not say who wrote it.

    Two messages of one new wire meet at the unique key: the second is read again and finds the first's ticket.
    """
    channel = row.channel
    if not message.sender.email:
        raise Unreadable("It does not say who sent it.")
    sender = identify(kind=message.identity_kind, value=message.sender.email, name=message.sender.name)
    if message.also_email:
        add_identity(sender, kind=Identity.Kind.EMAIL, value=message.also_email)
    # Locked, so that two messages after the end of a ticket open one follow-up.
    wires = Conversation.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "channel", "ticket__requester__organization", "ticket__status"
    )
    wire = wires.filter(channel=channel, key=message.conversation_key[:200]).first()
    with letters_wait():
        if wire is None:
            return _open(channel, message, sender)
        ticket = surviving(wire.ticket)
        if may_reopen(ticket):
            return _append(wire, ticket, message, sender)
        return _open(channel, message, sender, wire=wire, origin=ticket)


def _append(wire: Conversation, ticket: Ticket, message: InboundMessage, sender: Customer) -> Result:
    event = receive_reply(
        ticket,
        content_of(message),
        by=sender,
        channel=wire.channel.kind,
        verified=_proved(wire.channel, message),
        automatic=message.auto_reply,
        reopen=not message.auto_reply,
    )
    _heard(wire, event.ticket, message)
    go_on(wire, event.ticket)
    evidence = {"rule": "conversation_key", "score": 100, "matched": wire.key}
    return Result("appended", "", event.ticket, event.message, evidence)


def _open(
    channel: Channel,
    message: InboundMessage,
    sender: Customer,
    *,
    wire: Conversation | None = None,
    origin: Ticket | None = None,
) -> Result:
    bot = None if message.auto_reply else greeter(channel, origin=origin)
    event = open_ticket(
        by=sender,
        requester=origin.requester if origin else sender,
        subject=origin.subject if origin else _subject(channel, message, sender),
        content=content_of(message),
        channel=channel.kind,
        # What the bot has is given to nobody.
        team=None if bot else channel.team,
        with_bot=bot is not None,
        follow_up_of=origin,
        verified=_proved(channel, message),
        automatic=message.auto_reply,
    )
    if wire is None:
        wire = Conversation(channel=channel, key=message.conversation_key[:200])
        wire.address = normalise(message.identity_kind, message.sender.email)
    _heard(wire, event.ticket, message)
    if bot is not None:
        begin(bot, wire, event.ticket)
    evidence = {"rule": "follow_up", "of": origin.number} if origin else {}
    return Result("created", "", event.ticket, event.message, evidence)


def _heard(wire: Conversation, ticket: Ticket, message: InboundMessage) -> None:
    at = _believable(message.sent_at)
    wire.ticket, wire.last_in_at = ticket, max(at, wire.last_in_at or at)
    wire.remind_at = reminder_of(wire.channel.kind, wire.last_in_at)
    wire.save()


def _believable(at: datetime | None) -> datetime:
    """Return when it was written: the window to answer counts from there. Never a moment to come."""
    now = timezone.now()
    return min(at, now) if at else now


def _proved(channel: Channel, message: InboundMessage) -> bool:
    return capabilities(channel.kind).proves_sender


def _subject(channel: Channel, message: InboundMessage, sender: Customer) -> str:
    """Return the subject they gave, else the beginning of what they wrote, else what it is."""
    words = " ".join((message.subject or message.text).split())
    if not words:
        return f"{ChannelKind(channel.kind).label} message from {sender.name or message.sender.email}"
    return words if len(words) <= _SUBJECT else f"{words[:_SUBJECT].rsplit(' ', 1)[0]}…"
