"""The bell and what is behind it: what concerns somebody, by ticket, read or not."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.operations.notifying import read_notifications
from channels_inbox.realtime.bell import ring
from channels_inbox.selectors import notifications as selectors
from channels_inbox.views.access import AgentRequest, agents_only
from channels_inbox.views.panes import whole
from tickets.selectors import notifications_of


@require_safe
@agents_only
@never_cache
def notifications(request: AgentRequest) -> HttpResponse:
    """Draw the page, or its list alone for a page that is open."""
    part = "_list.html" if request.htmx else "index.html"
    return render(request, f"agent/notifications/{part}", _page(request))


@require_safe
@agents_only
@never_cache
def bell(request: AgentRequest) -> HttpResponse:
    """Draw the bell with its number, and a toast for what is newer than `after`."""
    after = whole(request.GET["after"]) if "after" in request.GET else None
    return render(request, "agent/notifications/_news.html", selectors.bell(request.user, after=after))


@require_POST
@agents_only
def readings(request: AgentRequest) -> HttpResponse:
    """Note as read: one (`id`), those of a ticket (`ticket`), or everything that was on the page (`until`)."""
    chosen = {name: whole(request.POST.get(name)) or None for name in ("id", "ticket", "until")}
    if any(chosen.values()):
        read = read_notifications(request.user, pk=chosen["id"], ticket_number=chosen["ticket"], until=chosen["until"])
        if read:
            ring(request.user.pk)
    if request.htmx:
        return render(request, "agent/notifications/_list.html", _page(request))
    return redirect("agent_notifications")


@require_POST
@agents_only
def opening(request: AgentRequest, pk: int) -> HttpResponse:
    """Go to what a notification is about, and note it as read."""
    row = get_object_or_404(notifications_of(request.user), pk=pk)
    if read_notifications(request.user, pk=row.pk):
        ring(request.user.pk)
    if row.ticket_number is not None:
        return redirect("agent_ticket", row.ticket_number)
    # Written by ourselves, and still: a path that leads elsewhere leads to the list.
    own = url_has_allowed_host_and_scheme(row.path, allowed_hosts=None)
    return redirect(row.path if own else "agent_notifications")


def _page(request: AgentRequest) -> dict[str, Any]:
    unread = request.GET.get("show") == "unread"
    before = whole(request.GET.get("before"))
    groups, older = selectors.groups_of(request.user, unread=unread, before=before)
    return {
        "groups": groups,
        "older": older,
        "only_unread": unread,
        "first_page": not before,
        "any_unread": any(group.unread for group in groups),
        "until": max((row.pk for group in groups for row in group.rows), default=0),
        "address": request.get_full_path(),
        "section": "notifications",
    }
