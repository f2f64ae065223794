"""Put the other side of a call on hold, fetch them back, or pass them on to a colleague or a team's queue.

At the carrier each of the two is a call of its own. The other side is moved into a queue of one; the colleague's own
telephone waits for them to come back, or is hung up.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.errors import NotPossible
from accounts.models import Team, User
from channels_inbox.models import Call, CallOrder
from channels_inbox.models.call import CallStep
from channels_inbox.phone.menu.walking import step
from channels_inbox.phone.ordering import RINGING, TASK, fresh, holds, ring_for
from helpdesk.lib.delivery import State
from helpdesk.lib.wake import wake_after_commit
from tickets.operations.assigning import assign_team, assign_ticket
from tickets.operations.calling import note_call
from tickets.operations.replying import add_note
from tickets.permissions import require_change

K = CallStep.Kind
_UNDONE = (State.QUEUED, State.SENDING)


@transaction.atomic
def hold(call: Call, *, by: User) -> CallOrder:
    """Let the other side wait while one thinks, or asks somebody. Raises NotPossible."""
    call = _own_talk(call, by, Call.State.ANSWERED)
    return _order(call, CallOrder.Kind.HOLD, by)


@transaction.atomic
def resume(call: Call, *, by: User) -> CallOrder:
    """Go on talking. Raises NotPossible."""
    call = _own_talk(call, by, Call.State.ON_HOLD)
    return _order(call, CallOrder.Kind.RESUME, by)


@transaction.atomic
def transfer_call(
    call: Call, *, by: User, agent: User | None = None, team: Team | None = None, note: str = ""
) -> CallOrder:
    """Pass the other side on, with a note for whoever gets them. Raises NotPossible.

    A colleague's telephone rings; whom nobody answers waits in the queue. The ticket goes along.
    """
    call = _own_talk(call, by, Call.State.ANSWERED, Call.State.ON_HOLD)
    if agent is not None and not _has_telephone(agent):
        raise NotPossible(f"{agent} has said of no telephone here that it is theirs.")
    if note.strip() and call.conversation:
        add_note(call.conversation.ticket, by=by, text=note)
    return _order(call, CallOrder.Kind.TRANSFER, by, to_agent=agent, to_team=team)


@transaction.atomic
def done(order: CallOrder) -> None:
    """Let a call be what the carrier has made of it. A late word about a call that is over changes nothing."""
    call = fresh(order)
    if not call.is_live or order.kind == CallOrder.Kind.RESUME:
        return
    if order.kind == CallOrder.Kind.HOLD and sides(call)[0] is None:
        # The colleague has hung up meanwhile: nobody would ever fetch them.
        holds(call).update(ended_at=timezone.now())
        step(call, K.QUEUED, f"queued again:{order.pk}", queue=call.queue)
    elif order.kind == CallOrder.Kind.HOLD:
        step(call, K.HELD, f"held:{order.pk}")
    else:
        _passed_on(order, call)


def _passed_on(order: CallOrder, call: Call) -> None:
    now = timezone.now()
    # Before anything else: the telephone of whoever passed them on is hung up at this moment, which ends nothing.
    call.orders.filter(ended_at=None).update(ended_at=now)
    agent, team = order.to_agent, order.to_team
    step(call, K.TRANSFERRED, f"transferred:{order.pk}", queue=team.name if team else "")
    call = fresh(order)
    if call.conversation:
        ticket = call.conversation.ticket
        note_call(ticket, "call_transferred", by=order.agent, call=call.pk, to=str(agent or team or ""))
        if agent is not None:
            assign_ticket(ticket, to=agent, by=order.agent)
        else:
            assign_team(ticket, to=team, by=order.agent)
            assign_ticket(ticket, to=None, by=order.agent)
    if agent is None or ring_for(fresh(order), agent) is None:
        step(fresh(order), K.QUEUED, f"passed to queue:{order.pk}", queue=team.name if team else call.queue)


def sides(call: Call) -> tuple[CallOrder | None, str]:
    """Return the order by which a colleague talks, and what the carrier calls the other side."""
    own = call.orders.filter(kind__in=RINGING, ended_at=None).order_by("-pk").first()
    if call.direction == Call.Direction.IN:
        return own, call.external_id
    began = call.orders.filter(kind=CallOrder.Kind.CALL_OUT).order_by("pk").first()
    return own, began.other_sid if began else ""


def moves(call: Call) -> str:
    """Return what is being done with the other side at this moment: hold, transfer or nothing."""
    if holds(call).exists():
        return CallOrder.Kind.HOLD
    passing = call.orders.filter(kind=CallOrder.Kind.TRANSFER, ended_at=None).exclude(state=State.FAILED)
    return CallOrder.Kind.TRANSFER if passing.exists() else ""


def _own_talk(call: Call, by: User, *states: Call.State) -> Call:
    require_change(by)
    call = Call.objects.select_for_update(no_key=True, of=("self",)).select_related("channel__team").get(pk=call.pk)
    if call.agent_id != by.pk or call.state not in states or sides(call)[0] is None:
        raise NotPossible("You do not talk with them on the telephone at this moment.")
    if call.orders.exclude(kind__in=RINGING).filter(state__in=_UNDONE).exists():
        raise NotPossible("The carrier is still busy with what was asked before.")
    return call


def _has_telephone(agent: User) -> bool:
    seat = getattr(agent, "phone_seat", None)
    return seat is not None and bool(seat.number)


def _order(call: Call, kind: str, by: User, **to: User | Team | None) -> CallOrder:
    order = CallOrder.objects.create(kind=kind, call=call, agent=by, **to)
    wake_after_commit(TASK)
    return order
