"""Our messages on their way out: queue a row with the message, write the mail when it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from channels_inbox.models import Channel, Conversation, Outbound
from channels_inbox.pausing import due_on
from channels_inbox.reply_address import new_message_id
from helpdesk.lib.delivery import State
from helpdesk.lib.rows import insert, scalars, update
from helpdesk.lib.wake import wake_after_commit, wake_later
from tickets.errors import TicketError
from tickets.events import record
from tickets.models import Message, Ticket
from tickets.models.kinds import ChannelKind
from tickets.permissions import require_change
from tickets.selectors import locked

_REFERENCES = 10
# The letters of a conversation, ours and theirs, newest first. Ours need no row of their own: they are signed.
_THREAD = """
SELECT message_id FROM (
    SELECT message_id, created_at FROM channels_inbox_threadid WHERE conversation_id = %s AND source = 'theirs'
    UNION ALL
    SELECT external_id, created_at FROM channels_inbox_outbound WHERE conversation_id = %s
) AS letters ORDER BY created_at DESC LIMIT %s
"""


class Unreachable(TicketError):
    """Nobody can be answered this way; the text says what is missing."""


def queue_reply(message: Message, *, hold: int = 0) -> Outbound:
    """Queue an agent's reply by mail in the transaction that wrote it, not to leave before `hold` seconds are over.

    Raises Unreachable.
    """
    ticket = message.ticket
    conversation = mail_conversation(ticket)
    copies = [e for e in ticket.participants.values_list("email", flat=True) if e != conversation.address]
    subject = f"Re: {ticket.subject} [#{ticket.number}]"
    return queue(message, conversation, to=[conversation.address], cc=copies, subject=subject, hold=hold)


def mail_conversation(ticket: Ticket) -> Conversation:
    """Return the wire the ticket's customer is answered on by mail, opening one if there is none yet."""
    wires = ticket.conversations.filter(channel__kind="email", channel__retired_at=None, side=None)
    wires = wires.exclude(address="").select_related("channel")
    wire = wires.order_by("-pk").first()
    if wire:
        return wire
    address = ticket.requester.email
    if not address:
        raise Unreachable("We have no email address of this customer.")
    return Conversation.objects.create(channel=mailbox_of(ticket), ticket=ticket, address=address)


def mailbox_of(ticket: Ticket) -> Channel:
    """Return the mailbox a first mail about a ticket leaves from: its team's own, else the oldest."""
    channels = Channel.objects.filter(kind="email", paused_at=None)
    channel = channels.filter(team=ticket.team).first() if ticket.team_id else None
    channel = channel or channels.order_by("pk").first()
    if channel is None:
        raise Unreachable("No email channel is set up, so nothing can be sent.")
    return channel


def queue(
    message: Message,
    conversation: Conversation,
    *,
    to: Sequence[str],
    subject: str,
    cc: Sequence[str] = (),
    automatic: bool = False,
    thread: Sequence[str] | None = None,
    hold: int = 0,
) -> Outbound:
    """Write the delivery row and wake a worker after commit. Its Message-ID is fixed now and never changes.

    `thread` are the letters it answers, newest first, for callers who know them; else they are looked up.
    """
    if thread is None:
        thread = scalars(_THREAD, [conversation.pk, conversation.pk, _REFERENCES])
    outbound = Outbound(
        channel=conversation.channel,
        conversation=conversation,
        message=message,
        automatic=automatic,
        to=list(to),
        cc=list(cc),
        subject=subject[:300],
        external_id=new_message_id(conversation.key),
        due_at=due_on(conversation.channel, timezone.now() + timedelta(seconds=hold)),
        in_reply_to=thread[0] if thread else "",
        references=thread[::-1],
    )
    insert(outbound)
    _leave(outbound, hold=hold)
    return outbound


def goes_by_mail(message: Message, *, wire: int | None = None) -> bool:
    """Turn a message for a messenger nobody set up, or that is gone, into a letter; tell whether it is one now."""
    if wire is not None or message.channel == ChannelKind.API:
        return False
    here = Conversation.objects.filter(ticket=message.ticket, channel__kind=message.channel, side=None)
    if here.filter(channel__retired_at=None).exists():
        return False
    message.channel = ChannelKind.EMAIL
    update(message, ["channel"])
    return True


def queue_on_wire(
    message: Message, *, wire: int | None, hold: int = 0, options: dict[str, Any] | None = None, automatic: bool = False
) -> list[Outbound]:
    """Queue a reply on a wire that is no mail, in the transaction that wrote it: a row for its text, one for each file.

    Each arrives or fails by itself. Without a `wire` it goes by the ticket's latest of the message's kind; a ticket
    that came through the API has none, and its reply is read there. Raises Unreachable.
    """
    wires = Conversation.objects.select_related("channel")
    if wire is not None:
        found = wires.filter(pk=wire).first()
    else:
        found = wires.filter(ticket=message.ticket, channel__kind=message.channel, side=None).order_by("-pk").first()
    if found is None:
        if message.channel == ChannelKind.API:
            return []
        raise Unreachable(f"There is no {ChannelKind(message.channel).label} conversation to answer on.")
    parts = [
        "" if message.text.strip() else None,
        *(str(pk) for pk in message.attachments.values_list("pk", flat=True)),
    ]
    rows = [_row(message, found, part=part, hold=hold, options=options or {}) for part in parts if part is not None]
    for row in rows:
        row.automatic = automatic
        _leave(insert(row), hold=hold)
    return rows


def _row(message: Message, wire: Conversation, *, part: str, hold: int, options: dict[str, Any]) -> Outbound:
    return Outbound(
        channel=wire.channel,
        conversation=wire,
        message=message,
        to=[wire.address],
        part=part,
        options={} if part else options,
        external_id=new_message_id(wire_key(wire)),
        due_at=due_on(wire.channel, timezone.now() + timedelta(seconds=hold)),
    )


def wire_key(wire: Conversation) -> str:
    """Return a key of ours for a wire whose own key may be anything."""
    return f"w{wire.pk}"


def _leave(outbound: Outbound, *, hold: int) -> None:
    if hold:
        transaction.on_commit(partial(wake_later, "channels_inbox.deliver_pending", seconds=hold))
    else:
        wake_after_commit("channels_inbox.deliver_pending")


@transaction.atomic
def retry(outbound: Outbound, *, by: User) -> Outbound:
    """Send again what failed or may not have arrived, because a person says so. One letter, same Message-ID."""
    require_change(by)
    ticket = locked(outbound.message.ticket)
    again = {State.FAILED, State.UNCERTAIN, State.BOUNCED}
    rows = Outbound.objects.select_for_update(no_key=True, of=("self",)).select_related("channel")
    row = rows.get(pk=outbound.pk)
    if row.state not in again:
        return row
    if row.channel.retired_at is not None:
        raise Unreachable("This channel is gone. Answer on another one.")
    before = row.state
    if before == State.BOUNCED:
        # The other side took it and gave up later: everybody it refused gets another try.
        row.accepted = [a for a in row.accepted if a not in row.refused]
    row.state, row.due_at = State.QUEUED, due_on(row.channel, timezone.now())
    row.attempts, row.transmitting_at = 0, None
    row.trouble, row.refused, row.receipt, row.receipt_at = "", {}, "", None
    row.save()
    record(ticket, "delivery_retried", by=by, before=before)
    wake_after_commit("channels_inbox.deliver_pending")
    return row
