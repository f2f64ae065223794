"""The news of one customer: what concerns them, read or not. Colleagues have the desk's notifications."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from community.models import Notice
from community.operations.reading_notices import read_notices
from community.selectors.notices import page_of
from community.views.access import PersonRequest, signed_in


@require_safe
@never_cache
@signed_in
def index(request: PersonRequest) -> HttpResponse:
    if request.user.is_agent:
        return redirect("agent_notifications")
    unread = request.GET.get("show") == "unread"
    lines, older = page_of(request.user, unread=unread, before=_whole(request.GET.get("before", "")))
    context = {
        "tab": "community",
        "lines": lines,
        "older": older,
        "only_unread": unread,
        "any_unread": any(line.notice.read_at is None for line in lines),
        "until": max((line.notice.pk for line in lines), default=0),
    }
    return render(request, "community/notices/index.html", context)


@require_POST
@signed_in
def readings(request: PersonRequest) -> HttpResponse:
    """Note as read everything that was on the page."""
    read_notices(request.user, until=_whole(request.POST.get("until", "")))
    return redirect("community_notices")


@require_POST
@signed_in
def opening(request: PersonRequest, pk: int) -> HttpResponse:
    """Go to what a notice is about, and note it as read."""
    rows = Notice.objects.visible_to(request.user).select_related("topic", "post")
    notice = get_object_or_404(rows, pk=pk)
    read_notices(request.user, pk=notice.pk)
    return redirect(notice.post or notice.topic)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
