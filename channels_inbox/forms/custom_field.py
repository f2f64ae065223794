"""A custom field: what is asked, and how it is answered."""

from __future__ import annotations

from typing import Any

from django import forms

from channels_inbox.forms.versioned import VersionedForm
from tickets.models import CustomField

Kind = CustomField.Kind


class CustomFieldForm(VersionedForm):
    label = forms.CharField(max_length=80, help_text="Read by agents and, on forms, by customers.")
    hint = forms.CharField(
        max_length=200,
        required=False,
        help_text="Says where the answer is found, like “On the plate under the machine”.",
    )
    kind = forms.ChoiceField(
        choices=Kind.choices, label="Answered by", help_text="Cannot be changed once the field is made."
    )
    options = forms.CharField(
        required=False,
        label="Answers to choose from",
        help_text="One on each line, for “one of several”. Tickets keep their answer when it is taken off.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    shown_to_customers = forms.BooleanField(required=False, label="Customers read it on the page of their request")

    def __init__(self, *args: Any, field: CustomField, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field.pk:
            self.fields["kind"].disabled = True
            self.fields["kind"].help_text = "It cannot be changed any more: tickets hold answers of this kind."
            self.initial["kind"] = field.kind

    def apply(self, field: CustomField) -> CustomField:
        """Give the field what the form holds."""
        for name in ("label", "hint", "kind", "shown_to_customers"):
            setattr(field, name, self.cleaned_data[name])
        field.options = self.cleaned_data["options"].splitlines()
        return field


def written(field: CustomField) -> dict[str, Any]:
    """Return a field as the form's first values."""
    return {
        "version": field.version,
        "label": field.label,
        "hint": field.hint,
        "options": "\n".join(field.options),
        "shown_to_customers": field.shown_to_customers,
    }
