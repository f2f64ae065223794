"""Macros in a ticket: which there are, what one would do here, and doing it."""

from __future__ import annotations

import json

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from channels_inbox.views.access import AgentRequest, agents_only, find_ticket
from channels_inbox.views.properties import refused
from helpdesk.lib.refusal import Refusal
from tickets.models import Macro, Ticket
from tickets.operations.macros import apply_macro, preview_macro
from tickets.rules.actions import describe_actions

SHOWN = 200


@require_safe
@agents_only
def macros(request: AgentRequest, number: int) -> HttpResponse:
    """Draw the menu of macros this person may use."""
    ticket = _ticket(request, number)
    rows = [(macro, describe_actions(macro.actions)) for macro in Macro.objects.visible_to(request.user)[:SHOWN]]
    return render(request, "agent/tickets/menus/_macros.html", {"ticket": ticket, "rows": rows})


@require_safe
@agents_only
def macro(request: AgentRequest, number: int, pk: int) -> HttpResponse:
    """Show what a macro would write and change here; nothing happens yet."""
    ticket, chosen = _ticket(request, number), _macro(request, pk)
    try:
        preview = preview_macro(ticket, chosen, by=request.user)
    except Refusal as refusal:
        return render(request, "agent/tickets/_refusal.html", {"reason": refusal})
    context = {"ticket": ticket, "macro": chosen, "preview": preview}
    return render(request, "agent/tickets/_macro.html", context)


@require_POST
@agents_only
def application(request: AgentRequest, number: int, pk: int) -> HttpResponse:
    """Make a macro's changes now; its words are the composer's affair."""
    ticket, chosen = _ticket(request, number), _macro(request, pk)
    try:
        apply_macro(ticket, chosen, by=request.user, text=False)
    except Refusal as refusal:
        return refused(request, ticket, str(refusal))
    if not request.htmx:
        return redirect("agent_ticket", number)
    response = HttpResponse()
    response["HX-Trigger"] = json.dumps({"ticket:changed": "", "desk:said": f"Done: {chosen}"})
    return response


def _ticket(request: AgentRequest, number: int) -> Ticket:
    ticket = find_ticket(request, number)
    if not request.user.can_answer:
        raise Http404
    return ticket


def _macro(request: AgentRequest, pk: int) -> Macro:
    return get_object_or_404(Macro.objects.visible_to(request.user), pk=pk)
