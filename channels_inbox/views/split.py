"""Let messages begin a ticket of their own."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from channels_inbox.forms.links import SplitForm
from channels_inbox.views.access import AgentRequest, agents_only, find_ticket
from channels_inbox.views.properties import get_or_post
from tickets.errors import TicketError
from tickets.operations.splitting import split_ticket
from tickets.permissions import require_change


@get_or_post
@agents_only
def split(request: AgentRequest, number: int) -> HttpResponse:
    """Choose messages, then open a ticket with them."""
    ticket = find_ticket(request, number)
    if request.method != "POST" and not request.user.can_answer:
        raise Http404
    form = SplitForm(request.POST if request.method == "POST" else None, ticket=ticket)
    if request.method == "POST":
        try:
            require_change(request.user)
            if form.is_valid():
                subject, key = form.cleaned_data["subject"], str(form.cleaned_data["key"])
                new = split_ticket(ticket, messages=form.chosen(), subject=subject, by=request.user, key=key)
                messages.success(request, f"Split off from #{ticket.number}")
                return redirect("agent_ticket", new.number)
        except TicketError as error:
            form.add_error(None, str(error))
    named = [int(pk) for pk in request.POST.getlist("messages") if pk.isdecimal()]
    context = {"ticket": ticket, "form": form, "chosen": named, "section": "inbox"}
    return render(request, "agent/tickets/split.html", context, status=422 if form.errors else 200)
