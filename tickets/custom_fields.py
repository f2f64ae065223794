"""What custom fields hold: read what somebody entered, and say it in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format

from tickets.models import CustomField

Kind = CustomField.Kind
LONGEST = {Kind.TEXT: 250, Kind.LINES: 5000}
BIGGEST = 10**12


def form_field(field: CustomField, *, required: bool = False) -> forms.Field:
    """Return what a form asks; `clean` reads its values and those of programs alike."""
    asked: dict[str, Any] = {"required": required, "label": field.label, "help_text": field.hint}
    if field.kind == Kind.CHECK:
        # Required would mean that only yes is an answer.
        return forms.BooleanField(**{**asked, "required": False})
    if field.kind == Kind.CHOICE:
        empty = "Choose one" if required else "No answer"
        return forms.ChoiceField(choices=[("", empty), *((word, word) for word in field.options)], **asked)
    if field.kind == Kind.NUMBER:
        number = forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"})
        return forms.DecimalField(min_value=-BIGGEST, max_value=BIGGEST, decimal_places=6, widget=number, **asked)
    if field.kind == Kind.DATE:
        return forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **asked)
    widget = forms.Textarea(attrs={"rows": 4}) if field.kind == Kind.LINES else None
    return forms.CharField(max_length=LONGEST[Kind(field.kind)], widget=widget, **asked)


def clean(field: CustomField, value: Any) -> Any:
    """Return a value as tickets keep it: text, number, true or an ISO date; None for no answer.

    Raises ValidationError in words.
    """
    if value is None or value == "" or value is False:
        return None
    if field.kind == Kind.CHECK:
        if value is True:
            return True
        raise ValidationError("Say true or false.")
    if isinstance(value, (bool, list, dict)):
        raise ValidationError("Enter a single value.")
    if field.kind in LONGEST and not isinstance(value, str):
        raise ValidationError("Enter text.")
    return stored(form_field(field).clean(value.isoformat() if isinstance(value, date) else str(value)))


def stored(value: Any) -> Any:
    """Return what a form read as JSON keeps it; None for no answer."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    return value or None


def say(kind: str, value: Any) -> str:
    """Return a kept value as people read it; empty for none."""
    if value is None:
        return ""
    if kind == Kind.CHECK:
        return "Yes"
    if kind == Kind.DATE:
        try:
            return date_format(date.fromisoformat(str(value)), "j M Y")
        except ValueError:
            return str(value)
    return str(value)


def said(fields: Iterable[CustomField], values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return label and words of those fields that have a value."""
    return [(f.label, say(f.kind, values[f.key])) for f in fields if values.get(f.key) is not None]
