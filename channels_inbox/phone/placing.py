"""Place the orders of calls with the carrier, each once: whoever waits for it has hung up by a second try."""

from __future__ import annotations

import logging

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from channels_inbox.adapters.phone import twilio
from channels_inbox.models import CallOrder
from channels_inbox.phone.holding import done, sides
from channels_inbox.phone.ordering import RINGING, over
from helpdesk.lib import delivery
from tickets.operations.calling import note_call

log = logging.getLogger(__name__)


def place_orders() -> int:
    """Place every order that is due; return how many were tried."""
    return sum(_place(pk) for pk in delivery.due(CallOrder, now=timezone.now(), limit=50))


def _place(pk: int) -> bool:
    """Ask the carrier, once. Runs outside any transaction: the claim is committed before anything rings."""
    if not delivery.claim(CallOrder, pk):
        return False
    order = CallOrder.objects.select_related("call__channel", "call__conversation__ticket", "agent").get(pk=pk)
    if not delivery.mark_transmitting(order):
        return False
    try:
        sid = _ask(order)
    except twilio.NotPlaced as error:
        log.warning("Order %s was not placed: %s", pk, error)
        _failed(order, str(error))
        return True
    delivery.mark_sent(order, sid=sid)
    if order.kind not in RINGING:
        done(order)
    return True


def _ask(order: CallOrder) -> str:
    channel = order.call.channel
    if order.kind in RINGING:
        then, status = _address(order, "agent"), _address(order, "agentstatus")
        return twilio.ring(channel, number=order.number, then=then, status=status)
    own, other = sides(order.call)
    if order.kind == CallOrder.Kind.RESUME:
        twilio.move(channel, own.sid if own else "", to=_address(own or order, "agent"))
    else:
        twilio.move(channel, other, to=_address(order, "parked"))
    return ""


@transaction.atomic
def _failed(order: CallOrder, trouble: str) -> None:
    """Say in the ticket what was not done; who was to be rung waits on, and who talks talks on."""
    if not delivery.mark_failed(order, trouble):
        return
    if order.call.conversation:
        words = order.get_kind_display()
        note_call(order.call.conversation.ticket, "call_order_failed", by=None, order=words, trouble=trouble)
    if order.kind in RINGING:
        over(order, cause="failed")


def _address(order: CallOrder, name: str) -> str:
    path = reverse("hook_voice_step", args=[order.call.channel.slug, name])
    return f"{settings.SITE_URL}{path}?order={order.pk}"
