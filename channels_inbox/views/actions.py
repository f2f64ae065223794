"""The builder of actions, drawn anew with a row more, a row less, or another action."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from channels_inbox.forms.actions import ActionBuilder
from channels_inbox.views.access import AgentRequest, agents_only


@require_POST
@agents_only
def actions(request: AgentRequest, scope: str) -> HttpResponse:
    """Draw the actions that were sent. Changes nothing."""
    macro = scope == "macro" and request.user.can_answer
    if not macro and not (scope == "rule" and request.user.is_admin):
        raise Http404
    builder = ActionBuilder.read(request.POST, macro=macro)
    return render(request, "agent/actions/_builder.html", {"actions": builder})
