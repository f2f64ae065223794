"""What was promised in a ticket, and how each due time comes about."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from channels_inbox.views.access import AgentRequest, agents_only, find_ticket
from tickets.sla.explaining import explain

SHOWN = 20


@require_safe
@agents_only
def clocks(request: AgentRequest, number: int) -> HttpResponse:
    """Explain the newest clocks, stretch by stretch."""
    ticket = find_ticket(request, number)
    now = timezone.now()
    newest = ticket.clocks.select_related("policy", "calendar").prefetch_related("ledger").order_by("-pk")[:SHOWN]
    told = [{"clock": clock, "stretches": explain(clock, now=now)} for clock in newest]
    context = {"ticket": ticket, "clocks": told, "now": now, "section": "inbox"}
    return render(request, "agent/tickets/clocks.html", context)
