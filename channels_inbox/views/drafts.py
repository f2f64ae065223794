"""What a colleague is writing, for those who could write it as well."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from channels_inbox.views.access import AgentRequest, agents_only, find_ticket
from tickets.models import Draft


@require_safe
@agents_only
def colleague_draft(request: AgentRequest, number: int, user: int) -> HttpResponse:
    """Show what somebody has typed so far. Not for light agents: they do not write to customers."""
    ticket = find_ticket(request, number)
    if not request.user.can_answer:
        raise Http404
    draft = get_object_or_404(Draft.objects.select_related("user"), ticket=ticket, user=user)
    return render(request, "agent/tickets/_draft.html", {"draft": draft})
