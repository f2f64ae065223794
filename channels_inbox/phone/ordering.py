"""Ring a colleague's telephone, to take a waiting call or to call somebody. The row is the order; a worker acts
(`placing.py`).
"""

from __future__ import annotations

from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.errors import NotPossible
from accounts.models import User
from channels_inbox.models import Call, CallOrder, Channel, Conversation, PhoneSeat
from channels_inbox.models.call import CallStep
from channels_inbox.phone.menu.walking import hang_up, step
from helpdesk.lib.delivery import State
from helpdesk.lib.wake import wake_after_commit
from tickets.models import Ticket
from tickets.models.kinds import ChannelKind
from tickets.operations.calling import note_call
from tickets.permissions import require_change

TASK = "channels_inbox.place_call_orders"
K = CallStep.Kind
# What rings a colleague's telephone; one at a time for each call.
RINGING = (CallOrder.Kind.PICK_UP, CallOrder.Kind.CALL_OUT)


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
def ring_for(call: Call, agent: User) -> CallOrder | None:
    """Ring a colleague's telephone for a caller who was passed on to them; None when they have said none."""
    seat = PhoneSeat.objects.filter(user=agent).exclude(number="").first()
    if seat is None:
        return None
    order = _order(CallOrder(kind=CallOrder.Kind.PICK_UP, call=call, agent=agent, number=seat.number))
    step(call, K.RINGING, f"ringing:{order.pk}", agent=agent.email)
    return order


@transaction.atomic
def connected(order: CallOrder, *, other: str = "") -> None:
    """Note that the two are talking, for the first time or again; `other` is what the carrier calls the other side."""
    call = fresh(order)
    if other and order.kind == CallOrder.Kind.CALL_OUT:
        CallOrder.objects.filter(pk=order.pk, other_sid="").update(other_sid=other[:64])
    held = holds(call).first()
    if held is None:
        step(call, K.ANSWERED, f"answered:{order.pk}", agent=order.agent.email)
    elif call.state == Call.State.ON_HOLD:
        holds(call).update(ended_at=timezone.now())
        step(call, K.RESUMED, f"resumed:{held.pk}")


@transaction.atomic
def over(order: CallOrder, *, cause: str = "") -> None:
    """Note that the colleague's telephone was hung up, or never answered; a caller who still waits goes on waiting."""
    if not CallOrder.objects.filter(pk=order.pk, ended_at=None).update(ended_at=timezone.now()):
        return
    call = fresh(order)
    if call.state == Call.State.ON_HOLD or (call.state == Call.State.RINGING and order.kind == CallOrder.Kind.PICK_UP):
        holds(call).update(ended_at=timezone.now())
        step(call, K.QUEUED, f"queued again:{order.pk}", queue=call.queue)
    elif order.kind == CallOrder.Kind.CALL_OUT:
        hang_up(call, cause=cause)


def holds(call: Call) -> QuerySet[CallOrder]:
    """Return the hold a call is on, or about to be."""
    return call.orders.filter(kind=CallOrder.Kind.HOLD, ended_at=None).exclude(state=State.FAILED)


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
        other = (
            CallOrder.objects.filter(call=order.call, kind__in=RINGING, ended_at=None).select_related("agent").first()
        )
        raise NotPossible(f"{other.agent if other else 'Somebody'} is taking this call already.") from None
    wake_after_commit(TASK)
    return order


def fresh(order: CallOrder) -> Call:
    """Re-read an order's call under its lock."""
    calls = Call.objects.select_for_update(no_key=True, of=("self",)).select_related("channel__team", "menu_version")
    return calls.get(pk=order.call_id)
