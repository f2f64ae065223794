"""What waits in a team for a person. Every question here walks the index `ticket_team_queue` from its start."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, F, OuterRef, QuerySet

from accounts.models import Team
from tickets.models import Ticket
from tickets.models.kinds import ACTIVE
from tickets.querysets import TicketQuerySet

LONGEST_WAITING_FIRST = (F("waiting_since").asc(nulls_last=True), F("id").asc())


def queued() -> TicketQuerySet:
    """Return tickets that wait for somebody to take them: new or open, awake, nobody's."""
    return Ticket.objects.filter(assignee=None, category__in=ACTIVE).awake()


def teams_with_work() -> QuerySet[Team]:
    """Return the teams that hand out tickets and have some."""
    waiting = queued().filter(team=OuterRef("pk"))
    return Team.objects.exclude(assignment=Team.Assignment.MANUAL).filter(Exists(waiting)).select_related("calendar")


def next_in(team: Team) -> Ticket | None:
    """Lock and return the ticket of a team that has waited longest; one that somebody holds is passed over."""
    held = queued().filter(team=team).select_for_update(no_key=True, skip_locked=True)
    return held.order_by(*LONGEST_WAITING_FIRST).first()


def hands_out_now(team: Team, now: datetime) -> bool:
    """Tell whether a team gives out work at this moment: by its mode, in the hours of its calendar."""
    if not team.hands_out:
        return False
    return team.calendar is None or team.calendar.business_hours().is_open(now)
