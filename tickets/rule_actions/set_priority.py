from __future__ import annotations

from typing import Any

from django import forms

from tickets.models import Ticket
from tickets.models.kinds import Priority
from tickets.operations.editing import set_priority
from tickets.rules.actions import Acting

label = "Set priority"


class ParamsForm(forms.Form):
    priority = forms.TypedChoiceField(choices=Priority.choices, coerce=int)


def would(ticket: Ticket, params: dict[str, Any], acting: Acting) -> str:
    before, after = Priority(ticket.priority), Priority(params["priority"])
    return f"Priority: {before.label} → {after.label}" if before != after else ""


def apply(ticket: Ticket, params: dict[str, Any], acting: Acting) -> None:
    set_priority(ticket, to=params["priority"], by=acting.by)
