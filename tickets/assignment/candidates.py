"""Who could take a ticket of a team now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Availability, AvailabilityState, Leave, Membership, Team, User
from tickets.models import Ticket
from tickets.models.kinds import ACTIVE


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody online, and how much they have. `limit` None sets none; `turn` grows with each ticket given."""

    membership_id: int
    user: User
    open: int
    limit: int | None
    turn: int

    @property
    def has_room(self) -> bool:
        return self.limit is None or self.open < self.limit

    @property
    def load(self) -> str:
        return f"{self.open} of {self.limit}" if self.limit is not None else f"{self.open} open"


def hold_online(team: Team) -> None:
    """Lock the availability of a team's people who are online, in order of their ids.

    So two workers that choose from the same people take turns, also for two teams that share somebody, and nobody
    is chosen who is just leaving. Ask for candidates after this: a statement sees what was committed before it.
    """
    online = Availability.objects.filter(state=AvailabilityState.ONLINE, user__memberships__team=team)
    list(online.select_for_update(no_key=True, of=("self",)).order_by("user_id").values_list("user_id"))


def candidates(team: Team, now: datetime) -> list[Candidate]:
    """Return the members who are online, not on leave, and may answer; light agents never are."""
    found = _members(team, now).filter(user__availability=AvailabilityState.ONLINE)
    return [Candidate(m.pk, m.user, m.open, m.limit, m.turn) for m in found]


def _members(team: Team, now: datetime) -> Any:
    theirs = Ticket.objects.filter(assignee=OuterRef("user"), category__in=ACTIVE).awake().order_by()
    count = theirs.values("assignee").annotate(n=Count("*")).values("n")
    on_leave = Leave.objects.filter(user=OuterRef("user"), starts_at__lte=now, ends_at__gt=now)
    return (
        Membership.objects.filter(team=team, user__is_active=True, user__role__in=[User.Role.ADMIN, User.Role.AGENT])
        .exclude(Exists(on_leave))
        .select_related("user")
        .annotate(
            open=Coalesce(Subquery(count, output_field=IntegerField()), 0),
            limit=Coalesce("capacity", F("team__capacity")),
        )
    )
