"""A message in normal form becomes part of a ticket: one transaction, whatever the channel."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings

from accounts.models import Customer, Identity
from accounts.operations.identifying import identify, normalise, note_language
from channels_inbox.acknowledging import acknowledge
from channels_inbox.automatic import letters_wait
from channels_inbox.blaming import blame
from channels_inbox.bounces import receive_bounce
from channels_inbox.content import content_of
from channels_inbox.mail_monitor import note_arrival
from channels_inbox.messages import Address, InboundMessage
from channels_inbox.models import Channel, Conversation, Inbound, ReachOutDelivery
from channels_inbox.neighbours import take_answer
from channels_inbox.placing import Placement, place, remember
from channels_inbox.reaching_out.answers import answered_by, note_answer, went_on
from channels_inbox.receipts import receive_receipt
from channels_inbox.registry import Unreadable
from channels_inbox.reply_address import plain_address
from channels_inbox.request_types import chosen_type, fields_of
from channels_inbox.result import Result
from channels_inbox.wires import receive_on_wire
from helpdesk.lib.rows import insert, scalars
from tickets.models import SideConversation, Ticket
from tickets.models.kinds import Priority, TicketType
from tickets.operations.conferring import receive_side
from tickets.operations.opening import open_ticket
from tickets.operations.reading import note_reading
from tickets.operations.receiving import may_reopen, receive_reply

_COPIES = 20
_CHANNELS = "SELECT address FROM channels_inbox_channel WHERE kind = 'email' AND lower(address) = ANY(%s)"
_TWINS = """
SELECT id FROM channels_inbox_inbound
WHERE fingerprint = %s AND fingerprint <> '' AND outcome <> 'duplicate' AND id <> %s
"""


def receive(row: Inbound, message: InboundMessage) -> Result:
    """Put a message where it belongs. Raises Unreadable when nobody can tell who wrote it.

    Runs in the caller's transaction, which holds the inbound row's lock and stores the result in it.
    """
    channel = row.channel
    if message.receipt is not None:
        return receive_receipt(row, message.receipt)
    if message.conversation_key:
        return receive_on_wire(row, message)
    if message.bounce is not None:
        return receive_bounce(message.bounce)
    if message.feedback_report is not None:
        return Result("ignored", "A mailbox provider reports that somebody marked our mail as unwanted.")
    if not message.sender.email:
        raise Unreadable("It does not say who sent it.")
    ours = _our_addresses([message.sender, *message.to, *message.cc])
    if message.loop_mark == settings.MAIL_DOMAIN:
        # Our own mail come back by a forward: a ticket from it would answer itself for ever.
        note_arrival(message.message_id, at=row.received_at)
        return Result("ignored", "We sent it ourselves.")
    if plain_address(message.sender.email) in ours:
        # A loop, a forgery, or a form of theirs that writes in our name: for a person to see.
        raise Unreadable("It says that it comes from one of our own addresses.")
    twin = _seen_before(row, message)
    if twin is not None:
        return Result("duplicate", "The same letter came before.", twin.ticket, twin.message, {"first": twin.pk})
    addressed_to = _addresses(row, message)
    taken = take_answer(message, addressed_to)
    if taken is not None:
        return taken
    kind = Identity.Kind.EMAIL
    sender = identify(kind=kind, value=message.sender.email, name=message.sender.name)
    if message.language:
        note_language(sender, message.language)
    placed, possible = place(message, sender, addressed_to)
    reached = answered_by(message, addressed_to) if placed is None else None
    if reached is not None and (further := went_on(reached, sender)):
        placed, reached = further, None
    if placed is None and message.auto_reply and (reached or _answers_something(message)):
        return Result("ignored", f"An automatic answer that belongs to no ticket ({message.auto_reply_reason}).")
    with letters_wait():
        if placed is not None and placed.conversation is not None and placed.conversation.side is not None:
            return _file_aside(channel, message, sender, placed, placed.conversation, placed.conversation.side)
        if placed is not None and (message.auto_reply or may_reopen(placed.ticket)):
            return _append(channel, message, sender, placed)
        return _open(channel, message, sender, placed, possible, copies=_copies(message, ours), reached=reached)


def _file_aside(
    channel: Channel,
    message: InboundMessage,
    sender: Customer,
    placed: Placement,
    wire: Conversation,
    side: SideConversation,
) -> Result:
    """File what came on the wire of a side conversation: nothing of it touches the customer's thread."""
    verified = _is_verified(channel, message)
    event = receive_side(side, content_of(message), by=sender, verified=verified, automatic=message.wants_no_answer)
    remember(wire, message)
    evidence = {"rule": placed.rule, "score": placed.score, "matched": placed.evidence, "side": side.pk}
    return Result("appended", "An answer in a side conversation.", event.ticket, event.message, evidence)


def _append(channel: Channel, message: InboundMessage, sender: Customer, placed: Placement) -> Result:
    event = receive_reply(
        placed.ticket,
        content_of(message),
        by=sender,
        channel=channel.kind,
        public=placed.participant,
        verified=_is_verified(channel, message),
        # Machines and strangers are filed, but wake nobody.
        reopen=placed.participant and not message.auto_reply,
        automatic=message.wants_no_answer,
    )
    conversation = placed.conversation
    if conversation is None or conversation.channel_id != channel.pk:
        conversation = _conversation(channel, event.ticket, message, sender)
    remember(conversation, message)
    evidence = {"rule": placed.rule, "score": placed.score, "matched": placed.evidence}
    reason = "" if placed.participant else "Sent by somebody who takes no part in the ticket."
    return Result("appended", reason, event.ticket, event.message, evidence)


def _open(
    channel: Channel,
    message: InboundMessage,
    sender: Customer,
    placed: Placement | None,
    possible: Placement | None,
    *,
    copies: list[Customer],
    reached: ReachOutDelivery | None = None,
) -> Result:
    # Placed in a ticket that is over: the answer opens a follow-up, but only for those who took part.
    origin = placed.ticket if placed and placed.participant else None
    chosen = chosen_type(message) if message.request_type else None
    event = open_ticket(
        by=sender,
        requester=origin.requester if origin else sender,
        # Our own wording without "Re:" and number, unless they chose another.
        subject=origin.subject if origin and origin.subject in message.subject else message.subject,
        content=content_of(message),
        channel=channel.kind,
        team=(chosen and chosen.team) or channel.team,
        priority=chosen.priority if chosen else Priority.NORMAL,
        type=chosen.type if chosen else TicketType.QUESTION,
        request_type=chosen,
        fields=fields_of(message) if message.fields else None,
        copies=_taking_part(origin, sender) if origin else copies,
        follow_up_of=origin,
        verified=_is_verified(channel, message),
        automatic=message.wants_no_answer,
    )
    if message.read or message.asked:
        note_reading(event.ticket, read=message.read, asked=message.asked, by=sender)
    if message.incident:
        blame(event.ticket, message.incident, by=sender)
    if reached:
        note_answer(reached, event.ticket, by=sender)
    conversation = _conversation(channel, event.ticket, message, sender)
    remember(conversation, message)
    if not message.wants_no_answer:
        acknowledge(conversation, event, answering=message.message_id[:255])
    evidence: dict[str, Any] = {}
    if placed:
        evidence = {"rule": "follow_up", "of": placed.ticket.number}
    elif reached:
        evidence = {"rule": "reach_out", "matched": str(reached.reach_out)}
    elif possible:
        evidence = {"possibly": possible.ticket.number, "rule": possible.rule, "matched": possible.evidence}
    return Result("created", "", event.ticket, event.message, evidence)


def _conversation(channel: Channel, ticket: Ticket, message: InboundMessage, sender: Customer) -> Conversation:
    """Begin a wire. Answers on it go to the requester: somebody else who writes here cannot draw them away."""
    theirs = sender.pk == ticket.requester_id
    address = normalise(Identity.Kind.EMAIL, message.sender.email) if theirs else ticket.requester.email
    return insert(Conversation(channel=channel, ticket=ticket, address=address))


def _addresses(row: Inbound, message: InboundMessage) -> list[str]:
    """Return every address this copy was sent to; the envelope knows best."""
    written = [a.email for a in (*message.to, *message.cc)]
    return list(dict.fromkeys([*row.envelope_to, *message.delivered_to, *written]))


def _copies(message: InboundMessage, ours: set[str]) -> list[Customer]:
    """Return the people who got the first mail beside us. Later mails add nobody: a From line can be forged."""
    sender = message.sender.email.lower()
    others = [a for a in (*message.to, *message.cc) if plain_address(a.email) not in ours and a.email.lower() != sender]
    return [identify(kind=Identity.Kind.EMAIL, value=a.email, name=a.name) for a in others[:_COPIES] if "@" in a.email]


def _taking_part(origin: Ticket, sender: Customer) -> list[Customer]:
    """Return who gets copies of a follow-up: those of its origin and its writer, nobody from the new mail's Cc."""
    return [sender, *(p.customer for p in origin.participants.select_related("customer"))]


def _our_addresses(addresses: list[Address]) -> set[str]:
    """Return those of the addresses that are channels of ours, without their plus part."""
    wanted = {variant for a in addresses for variant in (a.email.lower(), plain_address(a.email))}
    return {plain_address(a) for a in scalars(_CHANNELS, [list(wanted)])}


def _answers_something(message: InboundMessage) -> bool:
    return bool(message.in_reply_to or message.references)


def _is_verified(channel: Channel, message: InboundMessage) -> bool:
    return message.authentication is not None and message.authentication.passed


def _seen_before(row: Inbound, message: InboundMessage) -> Inbound | None:
    """Return the row of the same letter that came by another way, else leave its fingerprint in this row.

    A Message-ID alone proves nothing (some programs reuse it), so the words and the sender count too.
    Two ways may be read at once: the unique constraint lets one be saved, the other is read again.
    """
    if not message.message_id:
        return None
    parts = (
        message.message_id,
        message.sender.email.lower(),
        str(message.sent_at or ""),
        message.subject,
        " ".join(message.text.split()),
        *(hashlib.sha256(f.content).hexdigest() for f in message.attachments),
    )
    fingerprint = hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
    row.fingerprint = fingerprint
    twins = scalars(_TWINS, [fingerprint, row.pk])
    return Inbound.objects.defer("raw").select_related("ticket", "message").get(pk=twins[0]) if twins else None
