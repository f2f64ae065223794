"""The desk hands out work: tickets of a team to those who are there, and back when somebody left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef
from django.utils import timezone

from accounts.models import Availability, AvailabilityState, Membership, Team
from helpdesk.lib.business_hours import NeverOpens
from helpdesk.lib.one_by_one import one_by_one
from tickets.assignment.candidates import candidates, hold_online
from tickets.assignment.choosing import choose
from tickets.assignment.queue import hands_out_now, next_in, teams_with_work
from tickets.models import Event, Ticket
from tickets.models.kinds import ACTIVE
from tickets.operations.assigning import hand_over
from tickets.selectors import locked

# What one call gives out, or takes back, at most; the rest waits for the next wake-up.
BATCH = 200


def hand_out(*, now: datetime | None = None) -> int:
    """Give what waits to those who have room, longest waiting first; return how many tickets were given.

    Late, doubled or concurrent calls give nothing twice. What a call costs does not grow with the tickets there are.
    """
    at = now or timezone.now()
    open_now = [team for team in teams_with_work() if hands_out_now(team, at)]
    return one_by_one(lambda team: _hand_out(team, at), open_now)


def _hand_out(team: Team, at: datetime) -> int:
    for given in range(BATCH):
        if not give_next(team, at):
            return given
    return BATCH


@transaction.atomic
def give_next(team: Team, at: datetime) -> bool:
    """Give one ticket of a team to somebody; False when there is none, or nobody with room.

    The ticket is locked first, as everywhere, then the people: whoever dies between leaves both as they were.
    """
    found = next_in(team)
    if found is None:
        return False
    hold_online(team)
    chosen = choose(team.assignment, candidates(team, at), gave_back=_gave_back(found))
    if chosen is None:
        return False
    hand_over(locked(found), to=chosen.candidate.user, by=None, reason=chosen.reason)
    last = Membership.objects.filter(team=team).aggregate(last=Max("turn"))["last"]
    Membership.objects.filter(pk=chosen.candidate.membership_id).update(turn=last + 1)
    return True


def _gave_back(ticket: Ticket) -> int | None:
    """Return the id of who put the ticket back themselves, if that is how it came to be nobody's."""
    last = Event.objects.filter(ticket=ticket, action__in=["assigned", "unassigned"]).order_by("-seq").first()
    return last.by_user_id if last and last.by_user_id == last.particulars.get("before_id") else None


def return_waiting(*, now: datetime | None = None) -> int:
    """Bring back what waits for people who went offline; return how many tickets came back.

    They keep their place, for the queue goes by `waiting_since`. Teams that hand out nothing, or never take back,
    are left alone, and so is what somebody was given while they were offline.
    """
    at = now or timezone.now()
    returned = 0
    for team, absent in _departed(at):
        waiting = Ticket.objects.filter(
            team=team, assignee__in=absent, category__in=ACTIVE, waiting_since__isnull=False
        ).awake()
        given = Event.objects.filter(ticket=OuterRef("pk"), action="assigned", created_at__gte=OuterRef("left"))
        found = waiting.annotate(left=F("assignee__availability_row__since")).exclude(Exists(given))
        ids = found.order_by("waiting_since", "id").values_list("pk", flat=True)
        returned += one_by_one(_return, ids[:BATCH])
    return returned


def _departed(at: datetime) -> Iterator[tuple[Team, list[int]]]:
    """Yield teams with the people who have been offline for longer than they wait, in their opening hours."""
    teams = Team.objects.exclude(assignment=Team.Assignment.MANUAL).exclude(return_after=None)
    away: dict[int, datetime] | None = None
    for team in teams.select_related("calendar"):
        if away is None:
            gone = Availability.objects.filter(state=AvailabilityState.OFFLINE)
            away = dict(gone.values_list("user_id", "since"))
        if absent := [user_id for user_id, since in away.items() if _over(team, since, at)]:
            yield team, absent


def _over(team: Team, since: datetime, at: datetime) -> bool:
    grace = team.return_after or 0
    if at - since < timedelta(seconds=grace):
        return False
    if team.calendar is None:
        return True
    hours = team.calendar.business_hours()
    try:
        return hours.is_open(at) and hours.due(since, grace) <= at
    except NeverOpens:
        return False


@transaction.atomic
def _return(ticket_id: int) -> bool:
    held = Ticket.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=ticket_id)
    found = held.filter(assignee__isnull=False, category__in=ACTIVE, waiting_since__isnull=False).first()
    if found is None:
        return False
    ticket = locked(found)
    absent = ticket.assignee
    if absent is None or absent.availability != AvailabilityState.OFFLINE:
        return False
    return hand_over(ticket, to=None, by=None, reason=f"{absent} is offline") is not None
