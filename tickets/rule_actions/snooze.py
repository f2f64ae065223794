from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms

from helpdesk.lib.durations import say_duration
from tickets.models import Ticket
from tickets.operations.snoozing import LONGEST, snooze_ticket
from tickets.rules.actions import Acting

label = "Put aside"


class ParamsForm(forms.Form):
    seconds = forms.IntegerField(min_value=60, max_value=int(LONGEST.total_seconds()) - 60)


def _until(params: dict[str, Any], acting: Acting) -> datetime:
    return acting.now + timedelta(seconds=params["seconds"])


def would(ticket: Ticket, params: dict[str, Any], acting: Acting) -> str:
    if ticket.is_finished or (ticket.snoozed_until and ticket.snoozed_until >= _until(params, acting)):
        return ""
    return f"Put aside for {say_duration(params['seconds'])}"


def apply(ticket: Ticket, params: dict[str, Any], acting: Acting) -> None:
    snooze_ticket(ticket, until=_until(params, acting), by=acting.by)
