"""The custom fields of a ticket: GET draws the form, POST fills them in."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from channels_inbox.forms.filling import FillingForm
from channels_inbox.views.access import AgentRequest, agents_only, find_page, find_ticket
from channels_inbox.views.panes import filled
from tickets.errors import TicketError
from tickets.models import CustomField, Ticket
from tickets.operations.filling import set_fields


@require_http_methods(["GET", "HEAD", "POST"])
@agents_only
def fields(request: AgentRequest, number: int) -> HttpResponse:
    ticket = find_ticket(request, number)
    known = list(CustomField.objects.in_use())
    if request.method != "POST":
        if "shown" in request.GET:
            return _section(request, number)
        return _form(request, ticket, FillingForm(ticket=ticket, fields=known))
    form = FillingForm(request.POST, ticket=ticket, fields=known)
    if not form.is_valid():
        return _form(request, ticket, form, status=422)
    try:
        # Only what this person changed: a colleague may have filled in another field meanwhile.
        changed = {key: form.values[key] for key in form.changed_data}
        set_fields(ticket, to=changed, by=request.user)
    except TicketError as error:
        form.add_error(None, str(error))
        return _form(request, ticket, form, status=422)
    if not request.htmx:
        return redirect("agent_ticket", number)
    response = _section(request, number)
    response["HX-Trigger"] = "ticket:changed"
    return response


def _section(request: AgentRequest, number: int) -> HttpResponse:
    ticket: Any = find_page(request, number)
    context = {"ticket": ticket, "filled": filled(ticket.custom_fields, ticket.fields)}
    return render(request, "agent/tickets/_fields.html", context)


def _form(request: AgentRequest, ticket: Ticket, form: FillingForm, *, status: int = 200) -> HttpResponse:
    return render(request, "agent/tickets/_filling.html", {"ticket": ticket, "form": form}, status=status)
