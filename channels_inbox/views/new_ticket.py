"""Write to somebody first, or note a call."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from channels_inbox.forms.composing import waiting_uploads
from channels_inbox.forms.new_ticket import NewTicketForm
from channels_inbox.operations.starting import start_ticket, started_before
from channels_inbox.views.access import AgentRequest, agents_only
from tickets.errors import TicketError
from tickets.models import Ticket


@require_http_methods(["GET", "HEAD", "POST"])
@agents_only
def new_ticket(request: AgentRequest) -> HttpResponse:
    """Draw the form, or open the ticket. A form that cannot be used comes back with what was typed."""
    if not request.user.can_answer:
        raise Http404
    if request.method != "POST":
        start = {"key": uuid.uuid4(), "mine": True, **_continuing(request)}
        return _form(request, NewTicketForm(initial=start, user=request.user))
    form = NewTicketForm(request.POST, user=request.user)
    if not form.is_valid():
        # Sent a second time, it names files that are sent already.
        key = form.cleaned_data.get("key")
        if key and (made := started_before(by=request.user, key=str(key))):
            return redirect("agent_ticket", made.number)
        return _form(request, form, status=422)
    data = form.cleaned_data
    try:
        ticket = start_ticket(
            by=request.user,
            kind=data["kind"],
            address=data["address"],
            name=data["name"],
            subject=data["subject"],
            text=data["text"],
            phoned=data["by"] == NewTicketForm.PHONE,
            key=str(data["key"]),
            team=data["team"],
            assignee=request.user if data["mine"] else None,
            uploads=data["uploads"],
            follow_up_of=data["follows"],
        )
    except TicketError as error:
        form.add_error(None, str(error))
        return _form(request, form, status=422)
    return redirect("agent_ticket", ticket.number)


def _continuing(request: AgentRequest) -> dict[str, Any]:
    """Begin with the person and subject of the closed ticket this one follows, if it names one."""
    number = request.GET.get("follows", "")
    tickets = Ticket.objects.visible_to(request.user).select_related("requester")
    ticket = tickets.filter(number=int(number)).first() if number.isdecimal() and len(number) < 19 else None
    if ticket is None:
        return {}
    person = ticket.requester
    return {
        "follows": ticket.number,
        "address": person.email,
        "name": person.name,
        "subject": ticket.subject,
        "team": ticket.team_id,
    }


def _form(request: AgentRequest, form: NewTicketForm, status: int = 200) -> HttpResponse:
    uploads = waiting_uploads(request.user, form["uploads"].value()) if form.is_bound else []
    context = {"form": form, "section": "new", "files": uploads}
    return render(request, "agent/tickets/new.html", context, status=status)
