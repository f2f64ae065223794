"""Mail that did not get through: a person decides to try again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from channels_inbox import outbound
from channels_inbox.models import Outbound
from channels_inbox.views.access import AgentRequest, agents_only
from channels_inbox.views.properties import refused
from tickets.errors import TicketError
from tickets.models import Ticket


@require_POST
@agents_only
def attempts(request: AgentRequest, pk: int) -> HttpResponse:
    """Queue a failed or uncertain letter again."""
    tickets = Ticket.objects.visible_to(request.user).values("pk")
    letter = get_object_or_404(Outbound.objects.select_related("message__ticket"), pk=pk, message__ticket__in=tickets)
    ticket = letter.message.ticket
    try:
        outbound.retry(letter, by=request.user)
    except TicketError as error:
        return refused(request, ticket, str(error))
    if not request.htmx:
        messages.success(request, "It is on its way again")
        return redirect("agent_ticket", ticket.number)
    response = HttpResponse(status=204)
    response["HX-Trigger"] = "ticket:changed"
    return response
