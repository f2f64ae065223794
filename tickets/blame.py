"""Which broken promises an incident is the cause of.

Nothing is stored: a promise broken while an incident went on, in a ticket somebody said it causes, is the incident's.
Whoever takes the ticket away from the incident takes that away too.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from knowledgebase.models import Incident
from tickets.models import IncidentTicket, SlaClock, Ticket


def breaches_of(incident: Incident) -> QuerySet[SlaClock]:
    """Return the promises an incident broke."""
    caused = IncidentTicket.objects.filter(incident=incident, state=IncidentTicket.State.CAUSED)
    broken = SlaClock.objects.filter(ticket__in=caused.values("ticket"), breached_at__gte=incident.started_at)
    return broken if incident.resolved_at is None else broken.filter(breached_at__lte=incident.resolved_at)


def causes_of(ticket: Ticket, clocks: Iterable[SlaClock]) -> dict[int, Incident]:
    """Return for each broken promise of a ticket, by its key, the incident that is the cause; one statement."""
    broken = {clock.pk: clock.breached_at for clock in clocks if clock.breached_at is not None}
    if not broken:
        return {}
    links = IncidentTicket.objects.filter(ticket=ticket, state=IncidentTicket.State.CAUSED).select_related("incident")
    incidents = [link.incident for link in links.order_by("incident__started_at")]
    found = {pk: next((one for one in incidents if _during(one, at)), None) for pk, at in broken.items()}
    return {pk: incident for pk, incident in found.items() if incident is not None}


def _during(incident: Incident, at: datetime) -> bool:
    return incident.started_at <= at and (incident.resolved_at is None or at <= incident.resolved_at)
