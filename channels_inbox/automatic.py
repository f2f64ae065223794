"""Letters no person wrote: kept few, and away from addresses nobody reads, so that they neither loop nor annoy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta

from django.utils import timezone

from channels_inbox.outbound import Unreachable, goes_by_mail, mail_conversation, queue, queue_on_wire
from helpdesk.lib.rows import scalars
from tickets.models import Message
from tickets.models.kinds import ChannelKind

# What rules write to one address within the hour, acknowledgements counted in.
PER_ADDRESS = 5
_HOUR = timedelta(hours=1)
_LATELY = """
SELECT count(*) FROM (
    SELECT 1 FROM channels_inbox_outbound
    WHERE automatic AND "to"[1] = %s AND created_at > %s LIMIT %s
) AS lately
"""
NOBODY_READS = re.compile(
    r"\A(?:no-?reply|do-?not-?reply|mailer-daemon|postmaster|bounces?)(?:[+.\-@]|\Z)", re.IGNORECASE
)
_waiting: ContextVar[list[Message] | None] = ContextVar("channels_inbox_automatic_waiting", default=None)


def why_not(address: str, *, most: int, unknown: bool = False) -> str:
    """Return why this address gets no automatic letter now; empty when it may have one.

    `unknown` addresses were never seen before this transaction, which so holds them against all others: none to count.
    """
    if not address:
        return "We have no email address of this customer."
    if NOBODY_READS.match(address):
        return f"Nobody reads {address}."
    if unknown:
        return ""
    # One at a time for one address: two workers that count at once would both find room.
    scalars("SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))) AS held", [address])
    if scalars(_LATELY, [address, timezone.now() - _HOUR, most])[0] >= most:
        return f"{address} had {most} automatic letters within the hour."
    return ""


def queue_automatic(message: Message) -> None:
    """Queue a rule's letter in the transaction that wrote it. Raises Unreachable, which takes the message back.

    While a mail is being taken in, the letter waits for the wire it is to go on.
    """
    by_mail = message.channel == ChannelKind.EMAIL
    if by_mail and (refused := why_not(message.ticket.requester.email, most=PER_ADDRESS)):
        raise Unreachable(refused)
    waiting = _waiting.get()
    if waiting is not None:
        waiting.append(message)
        return
    _queue(message)


@contextmanager
def letters_wait() -> Iterator[None]:
    """Hold rules' letters back until the end of the block: a new ticket has no wire to answer on at first."""
    token = _waiting.set([])
    try:
        yield
        held = _waiting.get() or []
    finally:
        _waiting.reset(token)
    # A rule that failed later has taken its message back.
    kept = set(Message.objects.filter(pk__in=[m.pk for m in held]).values_list("pk", flat=True)) if held else set()
    for message in (m for m in held if m.pk in kept):
        _queue(message)


def _queue(message: Message) -> None:
    if message.channel != ChannelKind.EMAIL and not goes_by_mail(message):
        queue_on_wire(message, wire=None, automatic=True)
        return
    wire = mail_conversation(message.ticket)
    queue(message, wire, to=[wire.address], subject=_subject(message), automatic=True)


def _subject(message: Message) -> str:
    """Repeat the customer's words only to somebody who proved to have written them."""
    ticket = message.ticket
    if ticket.messages.filter(kind=Message.Kind.INBOUND, sender_verified=True).exists():
        return f"Re: {ticket.subject} [#{ticket.number}]"
    return f"Your request [#{ticket.number}]"
