"""Put a ticket aside, and bring it back before its time."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from channels_inbox.forms.snooze import SnoozeForm, moments
from channels_inbox.views.access import AgentRequest, agents_only, find_ticket
from channels_inbox.views.properties import change, get_or_post, menu
from helpdesk.templatetags.desk import coming_time
from tickets.models import Event
from tickets.operations.snoozing import snooze_ticket, wake_ticket


@get_or_post
@agents_only
def snooze(request: AgentRequest, number: int) -> HttpResponse:
    ticket = find_ticket(request, number)
    if request.method != "POST":
        return menu(request, ticket, "snooze", moments=moments(timezone.localtime()))
    before = ticket.snoozed_until

    def apply(data: dict[str, Any]) -> Event | None:
        if data["until"]:
            return snooze_ticket(ticket, until=data["until"], by=request.user)
        return wake_ticket(ticket, by=request.user)

    return change(
        request,
        ticket,
        SnoozeForm(request.POST),
        apply,
        lambda data: f"Asleep until {coming_time(data['until'])}" if data["until"] else "Awake again",
        undo=("snooze", {"until": before.isoformat()} if before else {"wake": "on"}),
    )
