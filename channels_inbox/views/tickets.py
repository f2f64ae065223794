"""One ticket: its page, its latest news, and how far somebody has read."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST, require_safe

from channels_inbox.selectors.desk_views import FIRST, TEAM, VIEWS, DeskView, team_view
from channels_inbox.selectors.rows import page_of
from channels_inbox.selectors.search import EVERYTHING
from channels_inbox.selectors.ticket_page import OTHERS, draft_of, other_tickets
from channels_inbox.selectors.timeline import timeline
from channels_inbox.views.access import AgentRequest, agents_only, find_page, find_ticket
from tickets.models import Ticket
from tickets.models.kinds import Category
from tickets.operations.visiting import mark_seen


@require_safe
@agents_only
def show_ticket(request: AgentRequest, number: int) -> HttpResponse:
    """Draw the ticket beside the list it was opened from, or its panes alone for a list that is on the page."""
    ticket = find_page(request, number)
    context = page_context(request, ticket)
    if request.htmx.target == "conversation":
        response = render(request, "agent/tickets/_panes.html", context)
    else:
        view = _list_of(request.GET.get("view", ""), ticket)
        page = page_of(view.tickets(request.user), request.user, sort=view.sort)
        response = render(request, "agent/tickets/show.html", {**context, "view": view, "rows": page.rows})
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


@require_safe
@agents_only
def show_timeline(request: AgentRequest, number: int) -> HttpResponse:
    """Draw what happened after a position (`after`) or, reading upwards, before one (`before`).

    Live pages and pages that were away ask the same question.
    """
    ticket = find_page(request, number)
    if before := _whole(request.GET.get("before")):
        earlier = timeline(ticket, before=before)
        return render(request, "agent/tickets/_earlier.html", {"ticket": ticket, "timeline": earlier})
    context = {**page_context(request, ticket, after=_whole(request.GET.get("after"))), "live": True}
    response = render(request, "agent/tickets/_news.html", context)
    response["X-Ticket-Seq"] = str(ticket.seq)
    return response


@require_POST
@agents_only
def visit(request: AgentRequest, number: int) -> HttpResponse:
    """Remember that the person has seen the ticket up to `seq`."""
    ticket = find_ticket(request, number)
    ticket.seq = min(ticket.seq, _whole(request.POST.get("seq")))
    mark_seen(ticket, by=request.user)
    return HttpResponse(status=204)


def page_context(request: AgentRequest, ticket: Any, *, after: int = 0) -> dict[str, Any]:
    """Return what the panes of a ticket draw."""
    shown = timeline(ticket, after=after, seen=ticket.seen) if ticket.seq > after else None
    others = [] if after else other_tickets(ticket, request.user)
    return {
        "ticket": ticket,
        "timeline": shown,
        "draft": draft_of(ticket),
        "others": others[:OTHERS],
        "more_others": len(others) > OTHERS,
        "key": uuid.uuid4(),
        "closed": ticket.category in {Category.CLOSED, Category.MERGED},
        "mine_count": ticket.mine_count,
        "section": "inbox",
    }


def _list_of(slug: str, ticket: Ticket) -> DeskView:
    if slug.startswith(TEAM):
        team = ticket.team if ticket.team and f"{TEAM}{ticket.team.slug}" == slug else None
        return team_view(slug, team.name if team else "Team", "users")
    return EVERYTHING if slug == EVERYTHING.slug else VIEWS.get(slug, VIEWS[FIRST])


def _whole(text: str | None) -> int:
    """Read a position from a request; anything else counts as the beginning."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0
