"""What a ticket has to do with others."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from channels_inbox.forms.links import KINDS, LinkForm
from channels_inbox.selectors.candidates import candidates
from channels_inbox.views.access import AgentRequest, agents_only, find_page, find_ticket
from channels_inbox.views.panes import linked
from channels_inbox.views.properties import get_or_post, refused
from tickets.errors import TicketError
from tickets.models import Ticket, TicketLink
from tickets.operations.relating import link_tickets, unlink_tickets


@get_or_post
@agents_only
def links(request: AgentRequest, number: int) -> HttpResponse:
    """Draw the picker (`q` searches), or link."""
    ticket = find_ticket(request, number)
    if request.method != "POST":
        sought = request.GET.get("q", "").strip()
        found = candidates(ticket, request.user, sought=sought, over=True)
        part = "_link_found.html" if "q" in request.GET else "_link_picker.html"
        context = {"ticket": ticket, "found": found, "sought": sought, "kinds": KINDS}
        return render(request, f"agent/tickets/{part}", context)
    form = LinkForm(request.POST, user=request.user, ticket=ticket)
    if not form.is_valid():
        return refused(request, ticket, " ".join(str(m) for errors in form.errors.values() for m in errors))
    other: Ticket = form.cleaned_data["to"]
    kind = form.cleaned_data["kind"]
    try:
        if kind == "parent":
            link_tickets(other, to=ticket, kind=TicketLink.Kind.CHILD, by=request.user)
        else:
            link_tickets(ticket, to=other, kind=kind, by=request.user)
    except TicketError as error:
        return refused(request, ticket, str(error))
    return _drawn(request, ticket, f"Linked to #{other.number}")


@require_POST
@agents_only
def removal(request: AgentRequest, number: int, pk: int) -> HttpResponse:
    """Take a link away; both of its ends must be this person's to see."""
    ticket = find_ticket(request, number)
    seen = Ticket.objects.visible_to(request.user).values("pk")
    found = TicketLink.objects.select_related("source", "target").filter(source__in=seen, target__in=seen, pk=pk)
    link = get_object_or_404(found.filter(source=ticket) | found.filter(target=ticket))
    try:
        unlink_tickets(link, by=request.user)
    except TicketError as error:
        return refused(request, ticket, str(error))
    return _drawn(request, ticket, "The link is gone")


def _drawn(request: AgentRequest, ticket: Ticket, said: str) -> HttpResponse:
    """Answer with the links as they are now."""
    if not request.htmx:
        messages.success(request, said)
        return redirect("agent_ticket", ticket.number)
    page = find_page(request, ticket.number)
    response = render(request, "agent/tickets/_links.html", {"ticket": page, "oob": True, **linked(page)})
    response["HX-Trigger"] = "ticket:changed"
    return response
