"""How tickets are read. Every way from a person to a row starts at `visible_to`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from tickets.models.kinds import UNFINISHED, Category

if TYPE_CHECKING:
    from accounts.models import User
    from tickets.models import Ticket  # noqa: F401


class TicketQuerySet(models.QuerySet["Ticket"]):
    def visible_to(self, user: Any) -> TicketQuerySet:
        """Tickets this person may know exist.

        Agents see all, or those of their teams, of no team and their own, or only their own,
        by their `ticket_scope`. Customers see what they asked. Everyone else sees nothing.
        """
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if not user.is_agent:
            return self.filter(requester__user=user)
        if user.sees_all:
            return self
        if user.ticket_scope == user.TicketScope.ASSIGNED:
            return self.filter(assignee=user)
        return self.filter(Q(assignee=user) | Q(team=None) | Q(team__in=team_ids(user)))

    def read_by(self, user: Any) -> TicketQuerySet:
        """Tickets whose messages this person may read: those they see, and for agents what was merged into one."""
        seen = self.visible_to(user)
        if not user.is_authenticated or not user.is_agent or user.sees_all:
            return seen
        inside = Q(merges__undone_at=None, merges__into__in=self.model.objects.visible_to(user).values("pk"))
        return self.filter(Q(pk__in=seen.values("pk")) | inside)

    def unfinished(self) -> TicketQuerySet:
        return self.filter(category__in=UNFINISHED)

    def awake(self) -> TicketQuerySet:
        """Leave out what somebody put aside until later."""
        return self.filter(snoozed_until=None)

    def in_category(self, category: Category) -> TicketQuerySet:
        return self.filter(category=category)

    def assigned_to(self, user: User) -> TicketQuerySet:
        return self.filter(assignee=user)

    def unassigned(self) -> TicketQuerySet:
        return self.filter(assignee=None)

    def for_list(self) -> TicketQuerySet:
        """Load all that a list row draws, in a constant number of statements."""
        return self.select_related("requester", "assignee", "status", "team").prefetch_related(
            "tags", "requester__identities"
        )


@dataclass(frozen=True)
class Sight:
    """All that `visible_to` looks at in somebody: who has the same sees the same. The key of kept statements."""

    user: User = field(compare=False)
    pk: int
    active: bool
    role: str
    scope: str
    teams: tuple[int, ...]

    @classmethod
    def of(cls, user: User) -> Sight:
        limited = user.ticket_scope == user.TicketScope.TEAMS
        return cls(
            user, user.pk, user.is_active, user.role, user.ticket_scope, tuple(team_ids(user)) if limited else ()
        )


def team_ids(user: User) -> list[int]:
    """Return the ids of the user's teams, read once per user object."""
    cached: list[int] | None = getattr(user, "_team_ids", None)
    if cached is None:
        cached = list(user.memberships.values_list("team_id", flat=True))
        user._team_ids = cached  # type: ignore[attr-defined]
    return cached
