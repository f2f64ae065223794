"""`TicketQuerySet.visible_to` asked the other way round: who may see a ticket. A test holds the two together."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from accounts.models import Membership, User
from tickets.models import Ticket

AGENTS = [User.Role.ADMIN, User.Role.AGENT, User.Role.LIGHT_AGENT]
Scope = User.TicketScope


def readers_of(ticket: Ticket) -> QuerySet[User]:
    """Return the people at the desk who may see a ticket."""
    members = Membership.objects.filter(team=ticket.team_id).values("user")
    in_team = Q() if ticket.team_id is None else Q(pk__in=members)
    return User.objects.filter(
        Q(role=User.Role.ADMIN)
        | Q(ticket_scope=Scope.ALL)
        | Q(pk=ticket.assignee_id)
        | (Q(ticket_scope=Scope.TEAMS) & in_team),
        is_active=True,
        role__in=AGENTS,
    )
