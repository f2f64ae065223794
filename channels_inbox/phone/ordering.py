"""Ring a colleague's telephone, to take a waiting call or to call somebody. The row is the order; a worker acts."""

from __future__ import annotations

import logging
from uuid import uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.errors import NotPossible
from accounts.models import User
from channels_inbox.adapters.phone import twilio
from channels_inbox.models import Call, CallOrder, Channel, Conversation, PhoneSeat
from channels_inbox.models.call import CallStep
from channels_inbox.phone.menu.walking import hang_up, step
from helpdesk.lib import delivery
from helpdesk.lib.wake import wake_after_commit
from tickets.models import Ticket
from tickets.models.kinds import ChannelKind
from tickets.operations.calling import note_call
from tickets.permissions import require_change

log = logging.getLogger(__name__)

TASK = "channels_inbox.place_call_orders"
K = CallStep.Kind


def lines() -> list[Channel]:
    """Return the lines somebody can be called from."""
    found = Channel.objects.filter(kind=ChannelKind.PHONE, retired_at=None, paused_at=None)
    return [channel for channel in found.order_by("pk") if channel.settings.get("provider") == "twilio"]


@transaction.atomic
def pick_up(call: Call, *, by: User) -> CallOrder:
    """Ring one's own telephone and connect it with a waiting caller. Raises NotPossible, saying who was faster."""
    require_change(by)
    number = _own_number(by)
    call = Call.objects.select_for_update(no_key=True, of=("self",)).select_related("channel__team").get(pk=call.pk)
    if call.state != Call.State.QUEUED or call.channel.settings.get("provider") != "twilio":
        raise NotPossible("This caller does not wait any more.")
    order = _order(CallOrder(kind=CallOrder.Kind.PICK_UP, call=call, agent=by, number=number))
    step(call, K.RINGING, f"ringing:{order.pk}", agent=by.email)
    return order


@transaction.atomic
def call_out(ticket: Ticket, number: str, *, by: User, line: Channel) -> CallOrder:
    """Ring one's own telephone and connect it with a customer's, as a call of this ticket. Raises NotPossible."""
    require_change(by)
    own = _own_number(by)
    name = f"ours-{uuid4()}"
    call = Call.objects.create(
        channel=line,
        external_id=name,
        direction=Call.Direction.OUT,
        number=number,
        line=line.address,
        customer=ticket.requester,
        agent=by,
        state=Call.State.RINGING,
        started_at=timezone.now(),
        conversation=Conversation.objects.create(channel=line, ticket=ticket, key=name, address=number),
    )
    note_call(ticket, "call_placed", by=by, call=call.pk, number=number)
    order = _order(CallOrder(kind=CallOrder.Kind.CALL_OUT, call=call, agent=by, number=own))
    step(call, K.RINGING, "begin", agent=by.email)
    return order


@transaction.atomic
def connected(order: CallOrder) -> None:
    """Note that the two are talking."""
    step(_fresh(order), K.ANSWERED, f"answered:{order.pk}", agent=order.agent.email)


@transaction.atomic
def over(order: CallOrder, *, cause: str = "") -> None:
    """Note that the colleague's telephone was hung up, or never answered; a caller who still waits goes on waiting."""
    if not CallOrder.objects.filter(pk=order.pk, ended_at=None).update(ended_at=timezone.now()):
        return
    call = _fresh(order)
    if order.kind == CallOrder.Kind.CALL_OUT:
        hang_up(call, cause=cause)
    elif call.state == Call.State.RINGING:
        step(call, K.QUEUED, f"queued again:{order.pk}", queue=call.queue)


def place_orders() -> int:
    """Place every order that is due; return how many were tried."""
    return sum(_place(pk) for pk in delivery.due(CallOrder, now=timezone.now(), limit=50))


def _place(pk: int) -> bool:
    """Ask the carrier, once. Runs outside any transaction: the claim is committed before anything rings."""
    if not delivery.claim(CallOrder, pk):
        return False
    order = CallOrder.objects.select_related("call__channel", "agent").get(pk=pk)
    channel = order.call.channel
    if not delivery.mark_transmitting(order):
        return False
    try:
        twilio.ring(channel, number=order.number, then=_address(order, "agent"), status=_address(order, "agentstatus"))
    except twilio.NotPlaced as error:
        log.warning("Order %s was not placed: %s", pk, error)
        if delivery.mark_failed(order, str(error)):
            over(order, cause="failed")
        return True
    delivery.mark_sent(order)
    return True


def _address(order: CallOrder, name: str) -> str:
    path = reverse("hook_voice_step", args=[order.call.channel.slug, name])
    return f"{settings.SITE_URL}{path}?order={order.pk}"


def _own_number(by: User) -> str:
    seat = PhoneSeat.objects.filter(user=by).first()
    if seat is None or not seat.number:
        raise NotPossible("Say first which telephone is yours.")
    return seat.number


def _order(order: CallOrder) -> CallOrder:
    try:
        with transaction.atomic():
            order.save()
    except IntegrityError:
        other = CallOrder.objects.filter(call=order.call, ended_at=None).select_related("agent").first()
        raise NotPossible(f"{other.agent if other else 'Somebody'} is taking this call already.") from None
    wake_after_commit(TASK)
    return order


def _fresh(order: CallOrder) -> Call:
    calls = Call.objects.select_for_update(no_key=True, of=("self",)).select_related("channel__team", "menu_version")
    return calls.get(pk=order.call_id)
