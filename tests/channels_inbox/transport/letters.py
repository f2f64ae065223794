"""Letters to send, with and without rows behind them."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from channels_inbox.messages import Address, OutboundMessage
from channels_inbox.models import Channel, Conversation, Outbound
from channels_inbox.outbound import queue
from tests.factories import make_answer, make_customer, make_ticket

MAYA = "maya@cafenorr.example"


def letter(*to: str, **fields: Any) -> OutboundMessage:
    fields.setdefault("message_id", "first.letter@helpdesk.localhost")
    fields.setdefault("sender", Address("Ana (Halden)", "support@halden.example"))
    fields.setdefault("subject", "Re: No pressure [#1]")
    fields.setdefault("text", "Bleed the pump first.\n")
    return OutboundMessage(to=tuple(Address("", a) for a in to or (MAYA,)), **fields)


def queued_reply(channel: Channel, agent: User, *, to: tuple[str, ...] = (MAYA,)) -> Outbound:
    """Return a delivery row as an agent's answer makes it, due now."""
    ticket = make_ticket(make_customer(MAYA))
    message = make_answer(ticket, by=agent)
    Outbound.objects.filter(message=message).delete()
    conversation = Conversation.objects.create(channel=channel, ticket=ticket, address=to[0])
    return queue(message, conversation, to=to, subject="Re: No pressure")
