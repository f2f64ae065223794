"""`TicketQuerySet.visible_to` asked the other way round: who may see a ticket. A test holds the two together."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from accounts.models import User
from tickets.models import Ticket

AGENTS = [User.Role.ADMIN, User.Role.AGENT, User.Role.LIGHT_AGENT]
Scope = User.TicketScope


def readers_of(ticket: Ticket) -> QuerySet[User]:
    """Return the people at the desk who may see a ticket."""
    in_team = Q() if ticket.team_id is None else Q(pk__in=_members(ticket.team_id))
    return User.objects.filter(
        Q(role=User.Role.ADMIN)
        | Q(ticket_scope=Scope.ALL)
        | Q(pk=ticket.assignee_id)
        | (Q(ticket_scope=Scope.TEAMS) & in_team),
        is_active=True,
        role__in=AGENTS,
    )


def _members(team_id: int) -> QuerySet[User]:
    return User.objects.filter(memberships__team=team_id).values("pk")
