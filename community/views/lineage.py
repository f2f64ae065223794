"""What was made of what, for colleagues: at a ticket, and what has changed since on one side."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from community.operations.connecting import look_at_change
from community.permissions import Power, may
from community.selectors.lineage import MOST, connected, open_changes
from community.views.access import PersonRequest, attempt, signed_in
from tickets.models import Ticket


@require_safe
@never_cache
@signed_in
def of_ticket(request: PersonRequest, number: int) -> HttpResponse:
    """Draw what the community has of a ticket; loaded when that part of its page is opened."""
    if not request.user.is_agent:
        raise Http404
    ticket = get_object_or_404(Ticket.objects.visible_to(request.user), number=number)
    context = {
        "ticket": ticket,
        "found": connected(ticket, request.standing),
        "may_share": may(request.standing, Power.TAKE_UP),
    }
    return render(request, "community/lineage/_of_ticket.html", context)


@require_safe
@never_cache
@signed_in
def index(request: PersonRequest) -> HttpResponse:
    """Everything of which one side has changed and nobody has looked at the other."""
    _answers(request)
    context = {"tab": "community", "changes": list(open_changes(request.user)[:MOST])}
    return render(request, "community/lineage/index.html", context)


@require_POST
@signed_in
def look(request: PersonRequest, pk: int) -> HttpResponse:
    """Say that one looked at the other side."""
    _answers(request)
    change = get_object_or_404(open_changes(request.user), pk=pk)
    on_list = request.POST.get("list") == "1"
    back = reverse("community_changes") if on_list else change.topic.get_absolute_url()
    return attempt(request, lambda: look_at_change(change, by=request.user), back=back)


def _answers(request: PersonRequest) -> None:
    if not may(request.standing, Power.TAKE_UP):
        raise Http404
