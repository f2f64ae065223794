"""What dialogs hold that is the same for everybody: not in each page, but kept by the browser once it was asked for."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from channels_inbox.views.access import AgentRequest, agents_only

GUIDES = {
    "commands": "agent/palette/_commands.html",
    "keys": "agent/_keys.html",
    "search_tips": "agent/tickets/_search_tips.html",
}


@require_safe
@agents_only
@cache_control(private=True, max_age=600)
def guide(request: AgentRequest, name: str) -> HttpResponse:
    if name not in GUIDES:
        raise Http404
    return render(request, GUIDES[name])
