"""Ask the database whether a person may see a ticket, and who else may."""

from __future__ import annotations

from accounts.models import User
from channels_inbox.realtime.groups import of_ticket
from tickets.models import Ticket


def readers_of(ticket_id: int, *, as_user: int) -> frozenset[str]:
    """Return the groups of the agents who may see the ticket; nobody when this person may not."""
    user = User.objects.filter(pk=as_user, is_active=True).first()
    if user is None or not user.is_agent:
        return frozenset()
    ticket = Ticket.objects.visible_to(user).filter(pk=ticket_id).only("team", "assignee").first()
    if ticket is None:
        return frozenset()
    return of_ticket(team_id=ticket.team_id, assignee_id=ticket.assignee_id)
