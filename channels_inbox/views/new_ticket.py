"""Write to somebody first, or note a call."""

from __future__ import annotations

import uuid

from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from channels_inbox.forms.new_ticket import NewTicketForm
from channels_inbox.operations.starting import start_ticket
from channels_inbox.views.access import AgentRequest, agents_only
from tickets.errors import TicketError

_REMEMBERED = 600


@require_http_methods(["GET", "HEAD", "POST"])
@agents_only
def new_ticket(request: AgentRequest) -> HttpResponse:
    """Draw the form, or open the ticket. A form that cannot be used comes back with what was typed."""
    if not request.user.can_answer:
        raise Http404
    if request.method != "POST":
        start = {"key": uuid.uuid4(), "address": request.GET.get("to", ""), "mine": True}
        return _form(request, NewTicketForm(initial=start, user=request.user))
    form = NewTicketForm(request.POST, user=request.user)
    if not form.is_valid():
        return _form(request, form, status=422)
    data = form.cleaned_data
    # There is no ticket yet whose lock could order two submits of one form; Valkey does.
    once = f"new-ticket:{request.user.pk}:{data['key']}"
    if not cache.add(once, 0, _REMEMBERED):
        number = cache.get(once)
        return redirect("agent_ticket", number) if number else redirect("agent_inbox")
    try:
        event = start_ticket(
            by=request.user,
            kind=data["kind"],
            address=data["address"],
            name=data["name"],
            subject=data["subject"],
            text=data["text"],
            phoned=data["by"] == NewTicketForm.PHONE,
            team=data["team"],
            assignee=request.user if data["mine"] else None,
            uploads=data["uploads"],
        )
    except TicketError as error:
        cache.delete(once)
        form.add_error(None, str(error))
        return _form(request, form, status=422)
    except BaseException:
        cache.delete(once)
        raise
    cache.set(once, event.ticket.number, _REMEMBERED)
    return redirect("agent_ticket", event.ticket.number)


def _form(request: AgentRequest, form: NewTicketForm, status: int = 200) -> HttpResponse:
    uploads = form.cleaned_data.get("uploads", []) if form.is_bound and hasattr(form, "cleaned_data") else []
    context = {"form": form, "section": "new", "files": uploads}
    return render(request, "agent/tickets/new.html", context, status=status)
