"""The builder of conditions, drawn anew with a row more, a row less, or another field."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from channels_inbox.forms.conditions import ConditionBuilder
from channels_inbox.views.access import AgentRequest, agents_only
from tickets.conditions import Use
from tickets.conditions.field import VIEWS
from tickets.saved_views import use_of


@require_POST
@agents_only
def conditions(request: AgentRequest, use: str) -> HttpResponse:
    """Draw the conditions that were sent. Changes nothing."""
    try:
        place = Use(use)
    except ValueError:
        raise Http404 from None
    if place in VIEWS:
        place = use_of(request.user)
    elif not request.user.is_admin:
        raise Http404
    builder = ConditionBuilder.read(request.POST, use=place)
    return render(request, "agent/conditions/_builder.html", {"builder": builder})
