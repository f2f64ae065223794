from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import User
from tickets.models import Ticket
from tickets.operations.assigning import assign_ticket
from tickets.rules.actions import Acting

label = "Assign to"
ME, NOBODY = "me", "nobody"


class ParamsForm(forms.Form):
    """An agent's id, `nobody`, or `me`: whoever uses the macro."""

    assignee = forms.CharField()

    def clean_assignee(self) -> Any:
        value: str = self.cleaned_data["assignee"]
        if value in {ME, NOBODY}:
            return value
        able = User.objects.filter(is_active=True, role__in=[User.Role.ADMIN, User.Role.AGENT])
        found = able.filter(pk=int(value)).first() if value.isascii() and value.isdigit() and len(value) < 19 else None
        if found is None:
            raise forms.ValidationError("The agent named here cannot be given tickets any more.")
        return found


def _to(params: dict[str, Any], acting: Acting) -> User | None:
    chosen = params["assignee"]
    if chosen == ME:
        return acting.by
    return None if chosen == NOBODY else chosen


def would(ticket: Ticket, params: dict[str, Any], acting: Acting) -> str:
    to = _to(params, acting)
    if ticket.assignee_id == (to.pk if to else None):
        return ""
    return f"Assignee: {ticket.assignee or 'nobody'} → {to or 'nobody'}"


def apply(ticket: Ticket, params: dict[str, Any], acting: Acting) -> None:
    assign_ticket(ticket, to=_to(params, acting), by=acting.by)
