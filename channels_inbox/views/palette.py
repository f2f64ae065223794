"""The palette (Ctrl K): what it finds while somebody types."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from channels_inbox.selectors.palette import look_up
from channels_inbox.views.access import AgentRequest, agents_only
from helpdesk.lib.search.grammar import LONGEST


@require_safe
@agents_only
def palette(request: AgentRequest) -> HttpResponse:
    """Draw the results of a search of everything; commands are a guide of their own."""
    typed = request.GET.get("q", "")[:LONGEST]
    return render(request, "agent/palette/_results.html", {"results": look_up(request.user, typed), "typed": typed})
