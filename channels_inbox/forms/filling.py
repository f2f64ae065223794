from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from tickets.custom_fields import form_field, stored
from tickets.models import CustomField, Ticket


class FillingForm(forms.Form):
    """All custom fields of a ticket at once; what a form at a customer's requires, an agent may leave open."""

    def __init__(self, data: Any = None, *, ticket: Ticket, fields: Iterable[CustomField]) -> None:
        super().__init__(data, initial=ticket.fields, auto_id="filling_%s")
        for field in fields:
            self.fields[field.key] = form_field(field)
            # Told apart from what a colleague changed since the form was drawn.
            self.fields[field.key].show_hidden_initial = True
            kept = ticket.fields.get(field.key)
            if field.kind == CustomField.Kind.CHOICE and kept and kept not in field.options:
                # An answer nobody can choose any more stays until somebody chooses another.
                self.fields[field.key].choices = [*self.fields[field.key].choices, (kept, kept)]  # type: ignore[attr-defined]
            if field.kind != CustomField.Kind.CHECK:
                self.fields[field.key].widget.attrs["class"] = "input"

    @property
    def values(self) -> dict[str, Any]:
        return {key: stored(value) for key, value in self.cleaned_data.items()}
