"""The lists: which one, its rows, its search."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.models import User
from channels_inbox.selectors.desk_views import DUE, FIRST, LATEST, WAITING, WAKES, DeskView
from channels_inbox.selectors.navigation import QUARANTINE, NavItem, grouped, navigation
from channels_inbox.selectors.rows import page_of
from channels_inbox.selectors.saved_views import SAVED, one
from channels_inbox.selectors.search import EVERYTHING
from channels_inbox.views.access import AgentRequest, agents_only
from channels_inbox.views.rows import drawn
from tickets.search import Found, named
from tickets.search.missing import unheard_of
from tickets.search.suggesting import meant

SORTS = {LATEST: "Latest first", WAITING: "Longest wait first", DUE: "Due first", WAKES: "Wakes first"}


@require_safe
@agents_only
def inbox(request: AgentRequest) -> HttpResponse:
    return redirect("agent_view", FIRST)


@require_safe
@agents_only
def show_view(request: AgentRequest, slug: str) -> HttpResponse:
    """Draw a list: its page, its rows alone, more rows (`after`), or all that news may have changed (`fresh`)."""
    if slug == QUARANTINE:
        return redirect("agent_quarantine")
    sought = request.GET.get("q", "").strip()
    if sought and not request.htmx and (number := named(request.user, sought)):
        return redirect("agent_ticket", number)
    lists = navigation(request.user, recount=not sought and not request.GET.get("after"))
    item = NavItem(EVERYTHING, None) if slug == EVERYTHING.slug else lists.get(slug) or _unlisted(request, slug)
    if item is None:
        raise Http404
    after = request.GET.get("after", "")
    sort = request.GET.get("sort", "")
    sort = sort if sort in item.view.sorts else item.view.sort
    page = page_of(item.view, request.user, sort=sort, after=after, sought=sought)
    kept = {"q": sought} if sought else {}
    if sort != item.view.sort:
        kept["sort"] = sort
    context = {
        "item": item,
        "view": item.view,
        "rows": drawn(page.rows, request.user, view=slug, words=page.found.words if page.found else ()),
        "notes": page.found.notes if page.found else [],
        **(_nothing_found(item.view, request.user, page.found) if page.found and not page.rows and not after else {}),
        "groups": grouped(lists.values()),
        "old": lists.old,
        "may_edit": bool(item.view.saved) and _may_edit(item.view, request.user),
        "sort": sort,
        "sorts": {name: SORTS[name] for name in item.view.sorts},
        "sought": sought,
        "more": urlencode({**kept, "after": page.after}) if page.after else "",
        "list_url": request.path,
        "query": urlencode(kept),
        "bulk_key": uuid.uuid4(),
        "mine_shown": lists[FIRST].shown,
        "section": "inbox",
    }
    response = render(request, f"agent/tickets/{_part(request)}", context)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _nothing_found(view: DeskView, user: User, found: Found) -> dict[str, Any]:
    """Return what may explain it: names that do not exist, and words that are written alike."""
    return {
        "notes": [*found.notes, *unheard_of(found.asked)],
        "meant": meant(view.tickets(user), found.asked, by=user),
    }


def _unlisted(request: AgentRequest, slug: str) -> NavItem | None:
    view = one(request.user, slug) if slug.startswith(SAVED) else None
    return NavItem(view, None) if view else None


def _may_edit(view: DeskView, user: User) -> bool:
    return view.owner == user.pk or (user.is_admin and not view.owner)


def _part(request: AgentRequest) -> str:
    if request.GET.get("after"):
        return "_more.html"
    if request.GET.get("fresh"):
        return "_fresh.html"
    return "_list.html" if request.htmx.target == "ticket_list" else "index.html"
