"""Who hears of a ticket, and whom a note in it can mention."""

from __future__ import annotations

from collections import Counter

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from channels_inbox.views.access import AgentRequest, agents_only, find_ticket
from tickets.errors import TicketError
from tickets.models import Follower
from tickets.operations.following import follow_ticket, unfollow_ticket
from tickets.readers import readers_of

MOST = 300


@require_http_methods(["GET", "HEAD", "POST"])
@agents_only
def followers(request: AgentRequest, number: int) -> HttpResponse:
    """Draw who could be added; POST lets somebody (`user`, else oneself) follow, or with `leave` stop."""
    ticket = find_ticket(request, number)
    readers = readers_of(ticket).order_by("name", "email")
    if request.method != "POST":
        others = readers.exclude(followed_tickets__ticket=ticket).exclude(pk=request.user.pk)[:MOST]
        return render(request, "agent/tickets/menus/_followers.html", {"ticket": ticket, "people": others})
    sent = request.POST.get("user", "")
    leave = "leave" in request.POST
    key = int(sent) if sent.isdecimal() and len(sent) < 10 else request.user.pk if not sent else 0
    refusal = ""
    try:
        if leave:
            row = Follower.objects.filter(ticket=ticket, user=key).select_related("user").first()
            if row is not None:
                unfollow_ticket(ticket, user=row.user, by=request.user)
        else:
            follow_ticket(ticket, user=get_object_or_404(readers, pk=key), by=request.user)
    except TicketError as error:
        refusal = str(error)
    if not request.htmx:
        return redirect("agent_ticket", number)
    return _panel(request, number, refusal)


@require_safe
@agents_only
def mentions(request: AgentRequest, number: int) -> HttpResponse:
    """Draw the colleagues a note can mention: those who may see the ticket."""
    ticket = find_ticket(request, number)
    people = list(readers_of(ticket).exclude(pk=request.user.pk).order_by("name", "email")[:MOST])
    known = Counter(str(person).casefold() for person in people)
    # Two of one name are told apart by their addresses.
    named = [(p, p.email if known[str(p).casefold()] > 1 else str(p)) for p in people]
    return render(request, "agent/tickets/_mentions.html", {"people": named})


def _panel(request: AgentRequest, number: int, refusal: str) -> HttpResponse:
    ticket = find_ticket(request, number)
    rows = Follower.objects.filter(ticket=ticket).select_related("user")
    ticket.follower_list = [{"id": row.user_id, "name": str(row.user)} for row in rows]  # type: ignore[attr-defined]
    context = {"ticket": ticket, "follows": request.user.pk in {row.user_id for row in rows}, "refusal": refusal}
    response = render(request, "agent/tickets/_followers.html", context, status=422 if refusal else 200)
    if not refusal:
        response["HX-Trigger"] = "ticket:changed"
    return response
