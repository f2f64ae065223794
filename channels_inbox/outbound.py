"""Our messages on their way out: queue a row with the message, write the mail when it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from channels_inbox.models import Channel, Conversation, Outbound
from channels_inbox.reply_address import new_message_id
from helpdesk.lib.delivery import State
from helpdesk.lib.rows import insert, scalars
from helpdesk.lib.wake import wake_after_commit, wake_later
from tickets.errors import TicketError
from tickets.events import record
from tickets.models import Message, Ticket
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
    wires = ticket.conversations.filter(channel__kind="email", side=None).exclude(address="").select_related("channel")
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
        due_at=timezone.now() + timedelta(seconds=hold),
        in_reply_to=thread[0] if thread else "",
        references=thread[::-1],
    )
    insert(outbound)
    if hold:
        transaction.on_commit(partial(wake_later, "channels_inbox.deliver_pending", seconds=hold))
    else:
        wake_after_commit("channels_inbox.deliver_pending")
    return outbound


@transaction.atomic
def retry(outbound: Outbound, *, by: User) -> Outbound:
    """Send again what failed or may not have arrived, because a person says so. One letter, same Message-ID."""
    require_change(by)
    ticket = locked(outbound.message.ticket)
    again = {State.FAILED, State.UNCERTAIN, State.BOUNCED}
    row = Outbound.objects.select_for_update(no_key=True, of=("self",)).get(pk=outbound.pk)
    if row.state not in again:
        return row
    before = row.state
    if before == State.BOUNCED:
        # The other side took it and gave up later: everybody it refused gets another try.
        row.accepted = [a for a in row.accepted if a not in row.refused]
    row.state, row.due_at, row.attempts, row.transmitting_at = State.QUEUED, timezone.now(), 0, None
    row.trouble, row.refused = "", {}
    row.save()
    record(ticket, "delivery_retried", by=by, before=before)
    wake_after_commit("channels_inbox.deliver_pending")
    return row
