"""Make two tickets one, with both to be seen before; and take them apart."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html

from channels_inbox.forms.merge import MergeForm, UndoMergeForm
from channels_inbox.selectors.candidates import candidates
from channels_inbox.views.access import AgentRequest, agents_only, find_ticket
from channels_inbox.views.properties import get_or_post, refused
from tickets.errors import TicketError
from tickets.models import Ticket, TicketMerge
from tickets.operations.merging import merge_tickets, undo_merge


@get_or_post
@agents_only
def merge(request: AgentRequest, number: int) -> HttpResponse:
    """Draw the picker (`q` searches), the two tickets side by side (`into`), or merge them."""
    ticket = find_ticket(request, number)
    if request.method != "POST" and "into" not in request.GET:
        sought = request.GET.get("q", "").strip()
        found = candidates(ticket, request.user, sought=sought)
        part = "_merge_found.html" if "q" in request.GET else "_merge_picker.html"
        return render(request, f"agent/tickets/{part}", {"ticket": ticket, "found": found, "sought": sought})
    form = MergeForm(request.POST if request.method == "POST" else request.GET, user=request.user, ticket=ticket)
    if not form.is_valid():
        return refused(request, ticket, str(form.errors["into"][0]))
    into: Ticket = form.cleaned_data["into"]
    if request.method != "POST":
        return render(request, "agent/tickets/_merge_preview.html", {"ticket": ticket, "into": into})
    try:
        edge = merge_tickets(ticket, into=into, by=request.user)
    except TicketError as error:
        return refused(request, ticket, str(error))
    return _merged(request, edge)


def _merged(request: AgentRequest, edge: TicketMerge) -> HttpResponse:
    number, into = edge.source.number, edge.into.number
    if not request.htmx:
        messages.success(request, f"#{number} is part of this one now")
        return redirect("agent_ticket", into)
    here = format_html('Merged into <a href="{}">#{}</a>', reverse("agent_ticket", args=[into]), into)
    context = {"said": here, "undo_url": reverse("agent_merge_undo", args=[number]), "fields": []}
    response = render(request, "agent/tickets/_changed.html", context)
    response["HX-Trigger"] = "ticket:changed"
    return response


@get_or_post
@agents_only
def merge_undo(request: AgentRequest, number: int) -> HttpResponse:
    """Ask what of the messages written since goes along, or take the merge back."""
    ticket = find_ticket(request, number)
    edge = _edge(request, ticket)
    if not request.user.can_answer:
        raise Http404
    form = UndoMergeForm(request.POST if request.method == "POST" else None, edge=edge)
    if request.method != "POST":
        theirs = [m.pk for m in form.offered if m.author_customer_id == ticket.requester_id]
        context = {"ticket": ticket, "edge": edge, "offered": form.offered, "theirs": theirs, "section": "inbox"}
        return render(request, "agent/tickets/unmerge.html", context)
    if not form.is_valid():
        return refused(request, ticket, "Some of these messages are not there any more. Look again.")
    try:
        undo_merge(edge, by=request.user, taking=form.taken())
    except TicketError as error:
        return refused(request, ticket, str(error))
    if not request.htmx:
        messages.success(request, f"#{ticket.number} stands on its own again")
        return redirect("agent_ticket", ticket.number)
    # The page is that of a ticket again, with its composer.
    response = HttpResponse(status=204)
    response["HX-Refresh"] = "true"
    return response


def _edge(request: AgentRequest, ticket: Ticket) -> TicketMerge:
    """Return the merge of a ticket whose both ends this person may see."""
    seen = Ticket.objects.visible_to(request.user).values("pk")
    edges = TicketMerge.objects.filter(source=ticket, target__in=seen, undone_at=None)
    return get_object_or_404(edges.select_related("source", "target"))
