"""One ticket: its page, its latest news, and how far somebody has read."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from channels_inbox.chat.reading import read_in_ticket
from channels_inbox.realtime.bell import ring
from channels_inbox.selectors.desk_views import FIRST, TEAM, VIEWS, DeskView, team_view
from channels_inbox.selectors.rows import page_of
from channels_inbox.selectors.saved_views import SAVED, one
from channels_inbox.selectors.search import EVERYTHING
from channels_inbox.selectors.timeline import timeline
from channels_inbox.views.access import AgentRequest, agents_only, find_head, find_page, find_ticket
from channels_inbox.views.panes import news, panes, whole
from channels_inbox.views.rows import drawn
from tickets.models import Ticket
from tickets.models.kinds import ChannelKind
from tickets.operations.visiting import mark_seen


@require_safe
@agents_only
def show_ticket(request: AgentRequest, number: int) -> HttpResponse:
    """Draw the ticket beside the list it was opened from, or its panes alone for a list that is on the page."""
    ticket = find_page(request, number)
    context = panes(request, ticket)
    if request.htmx.target == "conversation":
        response = render(request, "agent/tickets/_panes.html", context)
    else:
        view = _list_of(request.GET.get("view", ""), ticket, request.user)
        response = render(request, "agent/tickets/show.html", {**context, **_list(request, view, ticket)})
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


@require_safe
@agents_only
def show_timeline(request: AgentRequest, number: int) -> HttpResponse:
    """Draw what happened after a position (`after`) or, reading upwards, before one (`before`).

    Live pages and pages that were away ask the same question.
    """
    ticket = find_head(request, number)
    before, beneath = whole(request.GET.get("before")), whole(request.GET.get("beneath"))
    if before or beneath:
        earlier = timeline(ticket, request.user, before=before, beneath=beneath)
        return render(request, "agent/tickets/_earlier.html", {"ticket": ticket, "timeline": earlier})
    context = news(ticket, request.user, after=whole(request.GET.get("after")))
    response = render(request, "agent/tickets/_news.html", context)
    if context["timeline"] and context["timeline"].redraw:
        response["X-Timeline-Redraw"] = "1"
    if context["timeline"] and context["timeline"].recompose:
        response["X-Composer-Redraw"] = "1"
    response["X-Ticket-Seq"] = str(ticket.seq)
    return response


@require_POST
@agents_only
def visit(request: AgentRequest, number: int) -> HttpResponse:
    """Remember that the person has seen the ticket up to `seq`."""
    ticket = find_ticket(request, number)
    ticket.seq = min(ticket.seq, whole(request.POST.get("seq")))
    if mark_seen(ticket, by=request.user):
        ring(request.user.pk)
    if ticket.channel == ChannelKind.CHAT:
        read_in_ticket(ticket, by=request.user, seq=ticket.seq)
    return HttpResponse(status=204)


def _list(request: AgentRequest, view: DeskView, ticket: Ticket) -> dict[str, Any]:
    """Return the list beside the ticket."""
    page = page_of(view, request.user, sort=view.sort)
    return {
        "view": view,
        "rows": drawn(page.rows, request.user, view=view.slug, current=ticket.pk),
        "list_url": reverse("agent_view", args=[view.slug]),
        "bulk_key": uuid.uuid4(),
        "more": urlencode({"after": page.after}) if page.after else "",
    }


def _list_of(slug: str, ticket: Ticket, user: User) -> DeskView:
    if slug.startswith(TEAM):
        team = ticket.team if ticket.team and f"{TEAM}{ticket.team.slug}" == slug else None
        return team_view(slug, team.name if team else "Team", "users")
    if slug.startswith(SAVED):
        return one(user, slug) or VIEWS[FIRST]
    return EVERYTHING if slug == EVERYTHING.slug else VIEWS.get(slug, VIEWS[FIRST])
