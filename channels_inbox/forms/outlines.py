"""What the editors of flows and menus share: a new step, and the moment a simulation is as of."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone

from channels_inbox.forms.versioned import VersionedForm
from channels_inbox.outlines import END, Grammar, Tree


class NewStepForm(VersionedForm):
    """The name and the kind of a step that is added."""

    name = forms.RegexField(
        r"^[a-z0-9][a-z0-9_-]*\Z",
        max_length=40,
        help_text="One word for yourself, in small letters, as “orders”.",
        error_messages={"invalid": "Small letters, digits, - and _ alone, without spaces."},
    )
    kind = forms.ChoiceField(label="What it does", widget=forms.RadioSelect)

    def __init__(self, *args: Any, grammar: Grammar, tree: Tree, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taken = {*tree["nodes"], END}
        kinds: Any = self.fields["kind"]
        kinds.choices = [(name, f"{kind.label}: {kind.sentence}") for name, kind in grammar.kinds.items()]

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if name in self.taken:
            raise forms.ValidationError("There is a step of this name already.")
        return name


class SimulationForm(forms.Form):
    """As of when, and of which version."""

    which = forms.ChoiceField(choices=[("draft", "The draft"), ("published", "What is in force")], required=False)
    at = forms.CharField(required=False, label="As of", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        for drawn in self.fields.values():
            if not isinstance(drawn.widget, forms.CheckboxInput):
                drawn.widget.attrs.setdefault("class", "input")

    def clean_at(self) -> datetime:
        """Return the moment in the person's own zone; now when none is said."""
        text = self.cleaned_data["at"]
        if not text:
            return timezone.now()
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            raise forms.ValidationError("Write a day and a time, as 2026-03-02 09:30.") from None
        return at if at.tzinfo else at.replace(tzinfo=self.zone)
