"""Fields several forms of the status page have: who reads it, and what it makes of which parts."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import Organization
from channels_inbox.forms.versioned import VersionedForm
from knowledgebase.models import Component, Visibility
from knowledgebase.status.states import State

UNTOUCHED = "Not affected"
# What an incident can make of a part; only maintenance says “maintenance”.
TROUBLE = [(state.value, state.label) for state in State if state != State.MAINTENANCE]


def moment(**options: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"), **options
    )


class ReadersForm(VersionedForm):
    """Ask who reads something."""

    visibility = forms.ChoiceField(choices=Visibility, label="Who reads it", initial=Visibility.PUBLIC)
    organizations = forms.ModelMultipleChoiceField(
        Organization.objects.all(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 4}),
        help_text="Only for “Chosen organizations”. Hold Ctrl or ⌘ to choose several.",
    )


class PartsForm(forms.Form):
    """Ask for the state of every part, one field each, named after its key."""

    def __init__(self, *args: Any, states: dict[int, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._states = states or {}
        self._parts = {f"part_{row.pk}": row for row in Component.objects.in_order()}
        for name, row in self._parts.items():
            choices = TROUBLE if row.pk in self._states else [("", UNTOUCHED), *TROUBLE]
            field = forms.ChoiceField(
                choices=choices, required=False, label=row.name, initial=self._states.get(row.pk, "")
            )
            field.widget.attrs["class"] = "input input--sm"
            self.fields[name] = field

    @property
    def parts(self) -> list[forms.BoundField]:
        return [self[name] for name in self._parts]

    @property
    def states(self) -> dict[Component, str]:
        """Return the parts whose state is chosen, and is not what it was."""
        chosen = {row: self.cleaned_data[name] for name, row in self._parts.items()}
        return {row: state for row, state in chosen.items() if state and state != self._states.get(row.pk)}
