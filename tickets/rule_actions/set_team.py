from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import Team
from tickets.models import Ticket
from tickets.operations.assigning import assign_team
from tickets.rules.actions import Acting

label = "Set team"


class ParamsForm(forms.Form):
    """Without a team the ticket belongs to none."""

    team = forms.ModelChoiceField(
        Team.objects.in_use(),
        required=False,
        empty_label="No team",
        error_messages={"invalid_choice": "The team named here does not exist any more."},
    )


def would(ticket: Ticket, params: dict[str, Any], acting: Acting) -> str:
    to = params["team"]
    return f"Team: {ticket.team or 'none'} → {to or 'none'}" if ticket.team_id != (to.pk if to else None) else ""


def apply(ticket: Ticket, params: dict[str, Any], acting: Acting) -> None:
    assign_team(ticket, to=params["team"], by=acting.by)
