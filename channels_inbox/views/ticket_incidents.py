"""What a ticket has to do with incidents: supposed by the machine, said by people."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from channels_inbox.selectors.incidents import open_incidents
from channels_inbox.views.access import AgentRequest, agents_only, find_page, find_ticket
from channels_inbox.views.properties import get_or_post, refused
from knowledgebase.models import Incident
from tickets.errors import TicketError
from tickets.models import Ticket
from tickets.operations.incidents import link_incident, unlink_incident


@get_or_post
@agents_only
def incidents(request: AgentRequest, number: int) -> HttpResponse:
    """List the open incidents that may be its cause, or say which one is."""
    ticket = find_ticket(request, number)
    if request.method != "POST":
        context = {"ticket": ticket, "open_incidents": open_incidents(ticket)[:20]}
        return render(request, "agent/tickets/_incident_choice.html", context)
    chosen = request.POST.get("incident", "")
    if not re.fullmatch(r"[0-9]{1,18}", chosen):
        raise Http404
    incident = get_object_or_404(Incident.objects.incidents(), pk=chosen)
    try:
        link_incident(ticket, incident, by=request.user)
    except TicketError as error:
        return refused(request, ticket, str(error))
    return _drawn(request, ticket, f"Linked to “{incident.title}”")


@require_POST
@agents_only
def removal(request: AgentRequest, number: int, pk: int) -> HttpResponse:
    """Say that it has another cause."""
    ticket = find_ticket(request, number)
    incident = get_object_or_404(Incident, pk=pk, tickets__ticket=ticket)
    try:
        unlink_incident(ticket, incident, by=request.user)
    except TicketError as error:
        return refused(request, ticket, str(error))
    return _drawn(request, ticket, "It has another cause")


def _drawn(request: AgentRequest, ticket: Ticket, said: str) -> HttpResponse:
    """Answer with the ticket's incidents as they are now."""
    if not request.htmx:
        messages.success(request, said)
        return redirect("agent_ticket", ticket.number)
    response = render(
        request, "agent/tickets/_incidents.html", {"ticket": find_page(request, ticket.number), "oob": True}
    )
    response["HX-Trigger"] = "ticket:changed"
    return response
