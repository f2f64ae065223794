"""Forms of a menu: one step of any kind, and a simulated call."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import Calendar, Team
from channels_inbox.forms.outlines import SimulationForm
from channels_inbox.forms.phone import NumberField
from channels_inbox.forms.versioned import VersionedForm
from channels_inbox.outlines import END, Field, Node, Tree
from channels_inbox.phone.menu.tree import KEYS, KINDS

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


class CallSimulationForm(SimulationForm):
    """A simulated call: from whom besides."""

    number = NumberField(label="The caller's number", required=False)
