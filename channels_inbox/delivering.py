"""Hand one delivery row to its channel and write down what the other side said."""

from __future__ import annotations

import logging
from contextlib import AbstractContextManager
from datetime import timedelta
from functools import partial
from time import monotonic

from django.db import transaction
from django.utils import timezone

from channels_inbox.chat.showing import show_released
from channels_inbox.composing import compose
from channels_inbox.models import Channel, Outbound
from channels_inbox.realtime.nudge import tell_customer
from channels_inbox.registry import sender
from channels_inbox.sending import Lost, Refused, Sent, TryLater
from helpdesk.lib import advisory, delivery
from helpdesk.lib.advisory import Lock
from helpdesk.lib.questions import Given, Question
from helpdesk.lib.rows import scalars
from tickets.models import Message
from tickets.models.kinds import ChannelKind
from tickets.operations.withdrawing import publish_reply

log = logging.getLogger(__name__)

# A row, and all that its letter is written from. In two questions: planning one join of eight tables takes
# PostgreSQL several times as long as both of these.
_ROW = Question(lambda: Outbound.objects.filter(pk=Given("pk")).select_related("channel", "conversation"))
_MESSAGE = Question(
    lambda: Message.objects.filter(pk=Given("pk")).select_related(
        "author_user", "ticket__requester__user", "rating_asked", "reach_out"
    )
)
# In a conversation what was said first arrives first. What an earlier message waits for holds the next ones up so long.
TURN = timedelta(seconds=2)
PATIENCE = timedelta(minutes=10)
_EARLIER = """
SELECT 1 FROM channels_inbox_outbound
WHERE conversation_id = %s AND id < %s AND state IN ('queued', 'sending') AND created_at > %s LIMIT 1
"""
# Who keeps us waiting for so many seconds, and in vain, is left alone for a while.
SLOW = 10.0
REST = timedelta(minutes=3)
# How many workers may send at once.
SLOTS = 2


def deliver_pending() -> int:
    """Send everything that is due; return how many rows were tried.

    At most SLOTS workers send at once: servers that answer slowly must not keep mail from being read.
    """
    with slot() as free:
        return _deliver_all() if free else 0


def slot() -> AbstractContextManager[bool]:
    """Hold one of the places for sending, or say that none is free."""
    return advisory.slot(Lock.MAIL_SLOTS, SLOTS)


def _deliver_all() -> int:
    tried = 0
    while rows := delivery.due(Outbound, now=timezone.now(), limit=50):
        sent = sum(deliver(pk) is not None for pk in rows)
        tried += sent
        if not sent:
            # Other workers have them all.
            break
    return tried


def deliver(pk: int) -> Outbound | None:
    """Send a due row; None when it is not due, someone else has it, or it waits for a person.

    Runs outside any transaction: the claim and `transmitting_at` must be committed before anything leaves.
    """
    row = _claimed(pk)
    if row is None:
        return None
    if row.channel.kind != ChannelKind.EMAIL and _waits_its_turn(row):
        delivery.step_back(row, until=timezone.now() + TURN)
        return None
    # Its writer can take it back no more: from here on the customer may read it.
    if publish_reply(row.message):
        tell_customer(row.message.ticket)
        show_released(row.message)
    began = monotonic()
    try:
        message = compose(row)
        if not (message.to or message.cc):
            # Everybody took it or refused it before this try.
            delivery.mark_sent(row)
            return row
        result = sender(row.channel.kind).send(
            row.channel, message, on_transmit=partial(delivery.mark_transmitting, row)
        )
    except Exception as error:
        # A fault of ours. Before anything was handed over it is safely tried again.
        log.exception("Delivery %s failed.", row.pk)
        if row.transmitting_at is None:
            delivery.mark_later(row, f"It could not be sent: {type(error).__name__}.")
        else:
            delivery.mark_uncertain(row)
        return row
    _settle(row, result)
    if monotonic() - began > SLOW and isinstance(result, TryLater | Lost):
        _leave_alone(row.channel)
    return row


def _leave_alone(channel: Channel) -> None:
    """Let the rest of a channel wait whose other side let us wait in vain: mail and other wires share our workers."""
    now = timezone.now()
    waiting = Outbound.objects.filter(channel=channel, state=delivery.State.QUEUED, due_at__lte=now)
    if channel.kind != ChannelKind.EMAIL:
        waiting.update(due_at=now + REST)


def _waits_its_turn(row: Outbound) -> bool:
    return bool(scalars(_EARLIER, [row.conversation_id, row.pk, timezone.now() - PATIENCE]))


def _claimed(pk: int) -> Outbound | None:
    row = _ROW.one(pk=pk) if delivery.claim(Outbound, pk) else None
    message = _MESSAGE.one(pk=row.message_id) if row else None
    if row is None or message is None:
        return None
    row.message = message
    return row


@transaction.atomic
def _settle(row: Outbound, result: Sent | TryLater | Refused | Lost) -> None:
    """Write down an answer. Recipients that accepted are never written to again by the machine.

    A bounce may have come while we were sending, so the answer joins what the row says now.
    """
    now = Outbound.objects.select_for_update(no_key=True).only("accepted", "refused").get(pk=row.pk)
    accepted = list(dict.fromkeys([*now.accepted, *result.accepted]))
    refused = {**now.refused, **result.refused}
    _tell_channel(row, result)
    if isinstance(result, Lost):
        delivery.mark_uncertain(row, accepted=accepted, refused=refused)
    elif isinstance(result, TryLater):
        delivery.mark_later(row, result.trouble, accepted=accepted, refused=refused)
    elif isinstance(result, Refused):
        delivery.mark_failed(row, result.trouble, accepted=accepted, refused=refused)
    else:
        name = {"provider_id": result.provider_id[:255]} if result.provider_id else {}
        delivery.mark_sent(row, accepted=accepted, refused=refused, **name)


def _tell_channel(row: Outbound, result: Sent | TryLater | Refused | Lost) -> None:
    """Say at a channel that its vendor is in trouble, until something goes through. Mail tells by itself."""
    channel = row.channel
    if channel.kind == ChannelKind.EMAIL:
        return
    words = result.trouble if isinstance(result, TryLater) else "" if isinstance(result, Sent) else channel.trouble
    if words != channel.trouble:
        Channel.objects.filter(pk=channel.pk).update(trouble=words)
