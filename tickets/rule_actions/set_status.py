from __future__ import annotations

from typing import Any

from django import forms

from tickets.models import Status, Ticket
from tickets.models.kinds import Category
from tickets.operations.progress import set_status
from tickets.rules.actions import Acting

label = "Set status"


class ParamsForm(forms.Form):
    # Merging needs a second ticket, so it is no status to be set.
    status = forms.ModelChoiceField(
        Status.objects.in_use().exclude(category=Category.MERGED),
        error_messages={"invalid_choice": "The status named here does not exist any more."},
    )


def would(ticket: Ticket, params: dict[str, Any], acting: Acting) -> str:
    to = params["status"]
    return f"Status: {ticket.status} → {to}" if ticket.status_id != to.pk else ""


def apply(ticket: Ticket, params: dict[str, Any], acting: Acting) -> None:
    set_status(ticket, to=params["status"], by=acting.by)
