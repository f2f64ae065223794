"""A request type: what customers read, what its form asks, where it goes."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import Team
from channels_inbox.forms.versioned import VersionedForm
from tickets.models import CustomField, RequestType
from tickets.models.kinds import Priority, TicketType

ASKED = [("", "Not asked"), ("optional", "May stay empty"), ("required", "Must be answered")]


class RequestTypeForm(VersionedForm):
    """Beside its own fields one for each custom field, named after its key: asked or not, and how strictly."""

    name = forms.CharField(max_length=80, help_text="In customers’ words, like “A machine is broken”.")
    description = forms.CharField(max_length=200, required=False, help_text="One sentence below the name.")
    team = forms.ModelChoiceField(
        Team.objects.none(), required=False, empty_label="Where the contact form leads", label="Goes to team"
    )
    type = forms.ChoiceField(choices=TicketType, label="Ticket type")
    priority = forms.TypedChoiceField(choices=Priority, coerce=int, initial=Priority.NORMAL)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.in_use()  # type: ignore[attr-defined]
        self._custom = {f"asks_{field.key}": field for field in CustomField.objects.in_use()}
        for name, field in self._custom.items():
            choice = forms.ChoiceField(choices=ASKED, required=False, label=field.label)
            choice.widget.attrs["class"] = "input"
            self.fields[name] = choice

    @property
    def own(self) -> list[forms.BoundField]:
        return [self[name] for name in ("name", "description", "team", "type", "priority")]

    @property
    def custom(self) -> list[forms.BoundField]:
        return [self[name] for name in self._custom]

    @property
    def asked(self) -> dict[CustomField, bool]:
        """Return the fields its form asks, and whether each must be answered."""
        chosen = {field: self.cleaned_data[name] for name, field in self._custom.items()}
        return {field: how == "required" for field, how in chosen.items() if how}

    def apply(self, kind: RequestType) -> RequestType:
        """Give the request type what the form holds."""
        for name in ("name", "description", "team", "type", "priority"):
            setattr(kind, name, self.cleaned_data[name])
        return kind


def written(kind: RequestType) -> dict[str, Any]:
    """Return a request type as the form's first values."""
    asked = {
        f"asks_{row.field.key}": "required" if row.required else "optional"
        for row in kind.asked.select_related("field")
    }
    names = ("version", "name", "description", "type", "priority")
    return {**{name: getattr(kind, name) for name in names}, "team": kind.team_id, **asked}
