from __future__ import annotations

from typing import Any

from django import forms

from tickets.models import Ticket
from tickets.models.kinds import TicketType
from tickets.operations.editing import set_type
from tickets.rules.actions import Acting

label = "Set type"


class ParamsForm(forms.Form):
    type = forms.ChoiceField(choices=TicketType.choices)


def would(ticket: Ticket, params: dict[str, Any], acting: Acting) -> str:
    before, after = TicketType(ticket.type), TicketType(params["type"])
    return f"Type: {before.label} → {after.label}" if before != after else ""


def apply(ticket: Ticket, params: dict[str, Any], acting: Acting) -> None:
    set_type(ticket, to=params["type"], by=acting.by)
