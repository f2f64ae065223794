"""Say which tickets an incident causes: the machine may suppose it, a person says so."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from accounts.models import Customer, User
from knowledgebase.models import Incident
from tickets.errors import TicketError
from tickets.events import Actor, record
from tickets.models import IncidentTicket, Ticket
from tickets.permissions import require_change
from tickets.selectors import locked

State = IncidentTicket.State
Source = IncidentTicket.Source


class CannotBlame(TicketError):
    status = 409


@transaction.atomic
def link_incident(ticket: Ticket, incident: Incident, *, by: Actor, source: str = Source.AGENT) -> IncidentTicket:
    """Say that the incident causes the ticket; said before, it stays as it is. `by` is a person, never the machine."""
    require_change(by)
    if incident.published_at is None and isinstance(by, Customer):
        raise CannotBlame("There is no such incident.")
    ticket = locked(ticket)
    link = IncidentTicket.objects.filter(ticket=ticket, incident=incident).first()
    if link is not None and (link.state == State.CAUSED or (isinstance(by, Customer) and link.decided_at)):
        # What an agent decided is not undone by a press of a button in a chat.
        return link
    now = timezone.now()
    if link is None:
        link = IncidentTicket(ticket=ticket, incident=incident, source=source, created_at=now)
    link.state, link.decided_at, link.by = State.CAUSED, now, by if isinstance(by, User) else None
    link.save()
    record(ticket, "incident_linked", by=by, incident=incident.pk, title=incident.title)
    return link


@transaction.atomic
def unlink_incident(ticket: Ticket, incident: Incident, *, by: Actor) -> bool:
    """Say that the ticket has another cause; kept, so that the machine does not suppose it again.

    False when that was said before, or nobody ever supposed it.
    """
    require_change(by)
    ticket = locked(ticket)
    link = IncidentTicket.objects.filter(ticket=ticket, incident=incident).exclude(state=State.OTHER).first()
    if link is None:
        return False
    was, link.state, link.decided_at = link.state, State.OTHER, timezone.now()
    link.by = by if isinstance(by, User) else None
    link.save()
    if was == State.CAUSED:
        record(ticket, "incident_unlinked", by=by, incident=incident.pk, title=incident.title)
    else:
        record(ticket, "incident_dismissed", by=by, incident=incident.pk, title=incident.title)
    return True


@transaction.atomic
def suppose_incident(ticket: Ticket, incident: Incident, *, likeness: float, reason: str) -> IncidentTicket | None:
    """Let the machine suppose that the incident causes the ticket, for a person to confirm; None when known already."""
    ticket = locked(ticket)
    link, new = IncidentTicket.objects.get_or_create(
        ticket=ticket,
        incident=incident,
        defaults={
            "state": State.POSSIBLE,
            "source": Source.MATCHED,
            "likeness": likeness,
            "reason": reason[:200],
            "created_at": timezone.now(),
        },
    )
    if not new:
        return None
    record(ticket, "incident_supposed", by=None, incident=incident.pk, title=incident.title)
    return link


@transaction.atomic
def link_all(tickets: Iterable[Ticket], incident: Incident, *, by: User, source: str) -> int:
    """Say of several tickets that the incident causes them; return how many there are."""
    # In the order of their ids, like everybody who takes more than one lock.
    ordered = sorted(tickets, key=lambda ticket: ticket.pk)
    for ticket in ordered:
        link_incident(ticket, incident, by=by, source=source)
    return len(ordered)
