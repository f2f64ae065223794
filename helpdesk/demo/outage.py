"""The tickets that Halden's flat milk foam caused, linked to its incident."""

from __future__ import annotations

from datetime import timedelta

from accounts.models import User
from helpdesk.demo.company import DOMAIN
from knowledgebase.models import Incident
from tickets.models import IncidentTicket, Ticket


def link_outage() -> int:
    """Link what was asked about it, as rows: the histories of these tickets are told already. Return how many."""
    incident = Incident.objects.get(title="Firmware 3.2.1: flat milk foam")
    ana = User.objects.get(email=f"ana@{DOMAIN}")
    since = incident.started_at - timedelta(days=2)
    asked = Ticket.objects.filter(tags__name="foam", created_at__gte=since).order_by("pk")
    links = [
        IncidentTicket(
            incident=incident,
            ticket=ticket,
            state=IncidentTicket.State.CAUSED,
            source=IncidentTicket.Source.AGENT,
            by=ana,
            created_at=ticket.created_at,
            decided_at=ticket.created_at,
        )
        for ticket in asked
    ]
    return len(IncidentTicket.objects.bulk_create(links))
