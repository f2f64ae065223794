"""What the bulk bar sends: which tickets, and one thing to do to them."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import User
from channels_inbox.selectors.bulk import chosen, whole_list
from tickets.models import Macro
from tickets.rules.actions import action

# What the bar's menus offer; writing to customers goes through macros alone.
OFFERED = ("assign", "set_team", "set_status", "set_priority", "add_tags", "remove_tags", "snooze")


class SelectionForm(forms.Form):
    """Ticked tickets by id, or all of a list as it is searched now."""

    tickets = forms.RegexField(r"^[0-9]{1,18}(,[0-9]{1,18})*$", required=False)
    everything = forms.BooleanField(required=False)
    view = forms.SlugField(required=False)
    q = forms.CharField(required=False, max_length=300)

    def ids(self, user: User) -> list[int]:
        """Return the tickets meant, as far as this person may see them."""
        data = self.cleaned_data
        if data["everything"]:
            return whole_list(user, slug=data["view"], sought=data["q"].strip())
        return chosen(user, list(dict.fromkeys(int(pk) for pk in data["tickets"].split(",") if pk)))


class BulkForm(SelectionForm):
    """With the one action, its parameters under their own names, or a macro."""

    key = forms.UUIDField()
    action = forms.ChoiceField(choices=[(name, name) for name in (*OFFERED, "macro")])
    macro = forms.ModelChoiceField(Macro.objects.none(), required=False)

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        self.user = user
        self.fields["macro"].queryset = Macro.objects.visible_to(user)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = self.cleaned_data
        if data.get("action") == "macro" and not data.get("macro"):
            raise forms.ValidationError("This macro is not there any more.")
        return data

    def actions(self) -> list[dict[str, Any]]:
        name: str = self.cleaned_data["action"]
        if name == "macro":
            actions: list[dict[str, Any]] = self.cleaned_data["macro"].actions
            return actions
        fields = action(name).ParamsForm.base_fields
        return [{"action": name, "params": {field: self.data[field] for field in fields if field in self.data}}]

    def name(self) -> str:
        return f"Macro “{self.cleaned_data['macro']}”" if self.cleaned_data["action"] == "macro" else ""
