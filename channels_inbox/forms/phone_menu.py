"""Forms of a menu: one step of any kind, a new step, and a simulated call."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone

from accounts.models import Calendar, Team
from channels_inbox.forms.phone import NumberField
from channels_inbox.forms.versioned import VersionedForm
from channels_inbox.phone.menu.tree import END, KEYS, KINDS, Field, Node, Tree

ENDS = (END, "Hang up")


class StepForm(VersionedForm):
    """A step as its kind asks for it. Places not chosen yet are kept empty: the draft says so until it is whole."""

    def __init__(self, *args: Any, kind: str, tree: Tree, own: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.places = [("", "Not chosen yet"), ENDS, *((n, n) for n in tree["nodes"] if n != own)]
        for field in KINDS[kind].fields:
            self.fields[field.name] = self._field(field)
        if kind == "menu":
            for key in KEYS:
                self.fields[f"key_{key}"] = forms.ChoiceField(
                    choices=[("", "Does nothing"), *self.places[1:]], required=False, label=f"Key {key}"
                )
        for drawn in self.fields.values():
            if not isinstance(drawn.widget, (forms.CheckboxInput, forms.HiddenInput)):
                drawn.widget.attrs.setdefault("class", "input")

    def _field(self, field: Field) -> forms.Field:
        if field.kind == "node":
            return forms.ChoiceField(choices=self.places, required=False, label=field.label)
        if field.kind == "key":
            keys = [("", "None"), *((key, key) for key in KEYS)]
            return forms.ChoiceField(choices=keys, required=False, label=field.label)
        if field.kind == "number":
            return forms.IntegerField(min_value=field.least, max_value=field.most, label=field.label)
        if field.kind == "flag":
            return forms.BooleanField(required=False, label=field.label)
        if field.kind == "telephone":
            return NumberField(label=field.label)
        if field.kind == "team":
            teams = [(0, "The line's own team"), *Team.objects.in_use().values_list("pk", "name")]
            return forms.TypedChoiceField(choices=teams, coerce=int, label=field.label)
        if field.kind == "calendar":
            calendars = list(Calendar.objects.values_list("pk", "name"))
            return forms.TypedChoiceField(choices=calendars, coerce=int, label=field.label)
        widget = forms.Textarea(attrs={"rows": 3}) if field.name == "text" else forms.TextInput()
        return forms.CharField(max_length=field.most, required=field.required, label=field.label, widget=widget)

    @property
    def own_fields(self) -> list[forms.BoundField]:
        return [self[field.name] for field in KINDS[self.kind].fields if field.kind != "flag"]

    @property
    def flags(self) -> list[forms.BoundField]:
        return [self[field.name] for field in KINDS[self.kind].fields if field.kind == "flag"]

    @property
    def keys(self) -> list[forms.BoundField]:
        return [self[f"key_{key}"] for key in KEYS] if self.kind == "menu" else []

    def node(self) -> Node:
        """Return the step the form holds."""
        given = self.cleaned_data
        node: Node = {"kind": self.kind, **{field.name: given[field.name] for field in KINDS[self.kind].fields}}
        if self.kind == "menu":
            node["keys"] = {key: given[f"key_{key}"] for key in KEYS if given[f"key_{key}"]}
        return node


def written(node: Node, version: int) -> dict[str, Any]:
    """Return a step as the form's first values."""
    keys = {f"key_{key}": to for key, to in node.get("keys", {}).items()}
    return {**node, **keys, "version": version}


class NewStepForm(VersionedForm):
    name = forms.RegexField(
        r"^[a-z0-9][a-z0-9_-]*$",
        max_length=40,
        help_text="One word for yourself, in small letters, as “orders”.",
        error_messages={"invalid": "Small letters, digits, - and _ alone, without spaces."},
    )
    kind = forms.ChoiceField(
        choices=[(name, f"{kind.label}: {kind.sentence}") for name, kind in KINDS.items()],
        label="What it does",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, tree: Tree, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taken = {*tree["nodes"], END}

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if name in self.taken:
            raise forms.ValidationError("There is a step of this name already.")
        return name


class SimulationForm(forms.Form):
    """A simulated call: as of when, of which version, from whom."""

    which = forms.ChoiceField(choices=[("draft", "The draft"), ("published", "What is in force")], required=False)
    at = forms.CharField(required=False, label="As of", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))
    number = NumberField(label="The caller's number", required=False)

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        for drawn in self.fields.values():
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
