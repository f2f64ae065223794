"""The log of calls, and the calls a person's pages show as they ring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import Customer, Identity, User
from channels_inbox.models import Call, PhoneSeat
from channels_inbox.phone.people import WITHHELD, people_behind
from channels_inbox.selectors.cursor import decode, encode
from channels_inbox.selectors.people import customer_name
from tickets.models import Ticket

PAGE = 50
OPEN_TICKETS = 3
# Of one number; more are found by searching.
MOST_PEOPLE = 5
S = Call.State
# What a row of the log is: its icon, and how it looks.
LOOKS = {
    S.MISSED: ("phone-missed", "danger"),
    S.ABANDONED_QUEUE: ("phone-missed", "danger"),
    S.ABANDONED_HOLD: ("phone-missed", "danger"),
    S.ABANDONED_IVR: ("phone-off", ""),
    S.FAILED: ("phone-off", "danger"),
    S.VOICEMAIL: ("voicemail", "warning"),
    S.CALLBACK_REQUESTED: ("phone-outgoing", "warning"),
    S.COMPLETED: ("check", "success"),
}
LIVE_LOOK = ("phone-call", "info")

SHOW = {
    "undone": Q(done_at=None),
    "live": Q(ended_at=None),
    "missed": Q(state__in=[S.MISSED, S.ABANDONED_QUEUE, S.ABANDONED_HOLD, S.FAILED]),
    "voicemail": Q(state=S.VOICEMAIL),
    "callback": Q(state=S.CALLBACK_REQUESTED),
    "all": Q(),
}


@dataclass(slots=True)
class Log:
    rows: list[Any]
    later: str = ""


def call_log(user: User, *, show: str, queue: str, direction: str, number: str, before: str) -> Log:
    """Return a page of calls, newest first, in a constant number of statements."""
    calls = _drawn(Call.objects.visible_to(user)).filter(SHOW.get(show, Q()))
    if queue:
        calls = calls.filter(queue__iexact=queue)
    if direction in Call.Direction.values:
        calls = calls.filter(direction=direction)
    if number:
        calls = calls.filter(Q(number__contains=number) | Q(customer__name__icontains=number))
    if place := decode(before):
        calls = calls.filter(Q(started_at__lt=place[0]) | Q(started_at=place[0], pk__lt=place[1]))
    rows = list(calls.order_by("-started_at", "-pk")[: PAGE + 1])
    later = encode(rows[PAGE - 1].started_at, rows[PAGE - 1].pk) if len(rows) > PAGE else ""
    return Log([dress(row) for row in rows[:PAGE]], later)


def queues_of_calls(user: User) -> list[str]:
    """Return the names of queues calls came by lately."""
    since = timezone.now() - timedelta(days=90)
    found = Call.objects.visible_to(user).filter(started_at__gte=since).exclude(queue="")
    return sorted(set(found.order_by().values_list("queue", flat=True).distinct()[:200]))


def pops_for(user: User) -> list[Any]:
    """Return the calls this person's pages show at this moment: those that ring for them, and their own."""
    seat = PhoneSeat.objects.filter(user=user).first()
    # Whom we called ourselves waits in a queue once somebody has passed them on.
    ringing = Q(state=S.QUEUED) | Q(state=S.RINGING, direction=Call.Direction.IN)
    if seat and not seat.pops:
        ringing = Q(pk=None)
    elif seat and seat.queues:
        ringing &= Q(queue__in=seat.queues) | Q(queue="")
    mine = Q(agent=user, state__in=[S.ANSWERED, S.ON_HOLD])
    calls = Call.objects.visible_to(user).live().filter(ringing | mine).exclude(conversation=None)
    known = Exists(Identity.objects.filter(customer=OuterRef("customer")))
    found = [dress(call) for call in _drawn(calls).annotate(is_known=known).order_by("pk")[:5]]
    for call in found:
        here = _is_at_a_carrier(call) and bool(seat and seat.number and user.can_answer)
        call.can_be_taken = here and call.state == S.QUEUED
        call.can_be_held = here and call.agent_id == user.pk and call.state in {S.ANSWERED, S.ON_HOLD}
    return found


def _is_at_a_carrier(call: Call) -> bool:
    """Tell whether we can ask for something to be done with a call, and not only hear of it."""
    return call.channel.settings.get("provider") == "twilio" and not call.simulated


def pop_of(user: User, pk: int) -> Any:
    """Return one such call; None when it is not for this person to see now."""
    return next(iter(with_tickets(user, [call for call in pops_for(user) if call.pk == pk])), None)


def with_tickets(user: User, calls: list[Any]) -> list[Any]:
    """Give each call who may be calling where that is not known, and their other open tickets, a handful of each."""
    if not calls:
        return calls
    for call in calls:
        call.people = may_be(user, call) if call.number and not call.is_known else []
    callers = {person.pk for call in calls for person in call.people} | {call.customer_id for call in calls}
    open_tickets = Ticket.objects.visible_to(user).unfinished().filter(requester__in=callers)
    found = open_tickets.exclude(pk__in=[call.conversation.ticket_id for call in calls]).select_related("status")
    latest = list(found.order_by("-last_message_at")[: OPEN_TICKETS * len(calls)])
    for call in calls:
        theirs = {call.customer_id, *(person.pk for person in call.people)}
        call.others = [ticket for ticket in latest if ticket.requester_id in theirs][:OPEN_TICKETS]
    return calls


def may_be(user: User, call: Call) -> list[Customer]:
    """Return who may be calling from a number that several have, as far as this person may know of them."""
    people = people_behind(call.number)
    if not user.sees_all:
        people = people.filter(pk__in=Ticket.objects.visible_to(user).values("requester"))
    return list(people.prefetch_related("identities")[:MOST_PEOPLE])


def _drawn(calls: QuerySet[Call]) -> QuerySet[Call]:
    return calls.select_related("conversation__ticket", "agent", "team", "channel").annotate(
        caller=customer_name("customer")
    )


def dress(call: Any) -> Any:
    if call.customer_id is None:
        call.caller = "" if call.number else WITHHELD
    call.icon, call.intent = LIVE_LOOK if call.is_live else LOOKS.get(call.state, ("phone", ""))
    return call
