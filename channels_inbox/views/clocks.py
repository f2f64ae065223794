"""What was promised in a ticket, and how each due time comes about."""

from __future__ import annotations

from django.db.models import Case, F, When
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from channels_inbox.views.access import AgentRequest, agents_only, find_ticket
from tickets.blame import causes_of
from tickets.models import SlaClock, SlaEvent
from tickets.sla.explaining import explain

SHOWN = 20
# What is owed comes first, and of that what is due first; a clock that stands still is due at no time. Then what is
# over, the latest first.
_ORDER = (
    Case(When(ended_at=None, then=0), default=1),
    Case(When(ended_at=None, then=F("due_at"))).asc(nulls_last=True),
    "-pk",
)


def _came(clock: SlaClock) -> bool:
    """Tell whether what was promised was done, late or not, rather than not owed any more."""
    return any(line.kind == SlaEvent.Kind.FULFIL and line.at == clock.ended_at for line in clock.ledger.all())


@require_safe
@agents_only
def clocks(request: AgentRequest, number: int) -> HttpResponse:
    """Explain the clocks of a ticket, stretch by stretch, the nearest promise first."""
    ticket = find_ticket(request, number)
    now = timezone.now()
    found = list(
        ticket.clocks.select_related("policy", "calendar").prefetch_related("ledger").order_by(*_ORDER)[:SHOWN]
    )
    causes = causes_of(ticket, found)
    told = [
        {"clock": clock, "stretches": explain(clock, now=now), "came": _came(clock), "cause": causes.get(clock.pk)}
        for clock in found
    ]
    context = {"ticket": ticket, "clocks": told, "now": now, "section": "inbox"}
    return render(request, "agent/tickets/clocks.html", context)
