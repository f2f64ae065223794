"""A customer says that their request is about an incident everybody was told of."""

from __future__ import annotations

from accounts.models import Customer
from knowledgebase.audience import Audience
from knowledgebase.models import Incident
from tickets.models import IncidentTicket, Ticket
from tickets.operations.incidents import link_incident


def blame(ticket: Ticket, pk: int, *, by: Customer) -> IncidentTicket | None:
    """Link a customer's ticket to the open incident they chose; None for one they cannot know of.

    Whoever has no login says it of public incidents alone: an address proves nothing.
    """
    reader = Audience.of(by.user) if by.user else Audience()
    incident = Incident.objects.incidents().open().published().seen_by(reader).filter(pk=pk).first()
    if incident is None:
        return None
    return link_incident(ticket, incident, by=by, source=IncidentTicket.Source.CUSTOMER)
