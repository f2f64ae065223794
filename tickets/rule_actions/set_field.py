from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from tickets.custom_fields import clean, say
from tickets.models import CustomField, Ticket
from tickets.operations.filling import set_fields
from tickets.rules.actions import Acting

label = "Set a field"


class ParamsForm(forms.Form):
    field = forms.ModelChoiceField(CustomField.objects.in_use(), to_field_name="key")
    value = forms.CharField(
        required=False,
        max_length=5000,
        help_text="Empty takes the value away. “yes” for yes or no; a date as 2026-12-31.",
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = self.cleaned_data
        field = data.get("field")
        if field is not None and "value" in data:
            try:
                data["value"] = clean(field, _read(field, data["value"]))
            except ValidationError as error:
                self.add_error("value", error)
        return data


def would(ticket: Ticket, params: dict[str, Any], acting: Acting) -> str:
    field, value = params["field"], params["value"]
    before = ticket.fields.get(field.key)
    if before == value:
        return ""
    return f"{field}: {say(field.kind, before) or 'none'} → {say(field.kind, value) or 'none'}"


def apply(ticket: Ticket, params: dict[str, Any], acting: Acting) -> None:
    set_fields(ticket, to={params["field"].key: params["value"]}, by=acting.by)


def _read(field: CustomField, text: str) -> Any:
    """Return the text of a parameter as a value: yes or no has no other way to be said in words."""
    if field.kind != CustomField.Kind.CHECK:
        return text
    return {"": None, "no": None, "yes": True, "true": True}.get(text.strip().lower(), text)
