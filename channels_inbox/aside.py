"""Side conversations on the wire: letters to somebody outside, in a thread the customer's never meets."""

from __future__ import annotations

from channels_inbox.models import Channel, Conversation, Outbound
from channels_inbox.outbound import Unreachable, mailbox_of, queue
from channels_inbox.reply_address import plain_address
from tickets.models import Message, SideConversation


def queue_side(message: Message) -> Outbound:
    """Queue a letter of a side conversation in the transaction that wrote it. Raises Unreachable."""
    side = message.aside.side
    wire = _wire(side)
    answered = wire.outbound.exists()
    return queue(message, wire, to=[side.address], subject=f"Re: {side.subject}" if answered else side.subject)


def _wire(side: SideConversation) -> Conversation:
    found = Conversation.objects.select_related("channel").filter(side=side).first()
    if found:
        return found
    if Channel.objects.filter(kind="email", address__iexact=plain_address(side.address)).exists():
        raise Unreachable("That is one of our own addresses.")
    return Conversation.objects.create(
        channel=mailbox_of(side.ticket), ticket=side.ticket, side=side, address=side.address
    )
