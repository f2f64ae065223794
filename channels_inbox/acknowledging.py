"""“We have your message”: the one automatic answer, written so that it can neither loop nor be abused."""

from __future__ import annotations

import re
from datetime import timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from channels_inbox.models import Conversation, Outbound
from channels_inbox.outbound import Unreachable, mail_conversation, queue
from helpdesk.lib.rows import scalars
from tickets.models import Event, Message, Ticket
from tickets.models.kinds import ChannelKind
from tickets.operations.messages import Content, add_message

# To one address, whatever they send: a desk that answers our answer stops after three, and a form
# filled a thousand times in a stranger's name sends the stranger three mails.
PER_ADDRESS = 3
PER_ADDRESS_IN = timedelta(hours=1)
_LATELY = """
SELECT count(*) FROM (
    SELECT 1 FROM channels_inbox_outbound
    WHERE automatic AND "to"[1] = %s AND created_at > %s LIMIT %s
) AS lately
"""
NOBODY_READS = re.compile(
    r"\A(?:no-?reply|do-?not-?reply|mailer-daemon|postmaster|bounces?)(?:[+.\-@]|\Z)", re.IGNORECASE
)


def acknowledge(conversation: Conversation, event: Event, *, answering: str = "") -> Outbound | None:
    """Queue the acknowledgement of a new ticket; None when this sender gets none.

    `answering` is the Message-ID of their letter, if it was one.

    Its text never repeats theirs: the sender may be forged, and we would carry a stranger's words.
    """
    if not conversation.channel.settings.get("acknowledge", True):
        return None
    wire = _mail_wire(conversation)
    if wire is None or not wire.address or NOBODY_READS.match(wire.address):
        return None
    address = wire.address
    # One at a time for one address: two workers that count at once would both find room.
    scalars("SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))) AS held", [address])
    if scalars(_LATELY, [address, timezone.now() - PER_ADDRESS_IN, PER_ADDRESS])[0] >= PER_ADDRESS:
        return None
    ticket = event.ticket
    text = render_to_string(
        "channels_inbox/email/acknowledgement.txt", {"ticket": ticket, "site": settings.SITE_NAME}
    ).strip()
    message = add_message(
        ticket,
        Content(text=text),
        kind=Message.Kind.SYSTEM,
        channel="email",
        by=None,
        verified=True,
        # At the moment of what it answers, which leaves the ticket's row as it is but for its count of events.
        at=event.created_at,
    ).message
    assert message is not None
    thread = [answering] if answering else []
    return queue(message, wire, to=[address], subject=_subject(ticket), automatic=True, thread=thread)


def _mail_wire(conversation: Conversation) -> Conversation | None:
    """Return the wire a letter can go on: a form's own cannot, so its ticket gets the one answers will use."""
    if conversation.channel.kind == ChannelKind.EMAIL:
        return conversation
    try:
        return mail_conversation(conversation.ticket)
    except Unreachable:
        return None


def _subject(ticket: Ticket) -> str:
    return f"We have your message [#{ticket.number}]"
