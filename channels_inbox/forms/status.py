"""A status: what agents and customers call a stage of work, and what comes after it."""

from __future__ import annotations

from typing import Any

from django import forms

from channels_inbox.forms.versioned import VersionedForm
from tickets.models import Status
from tickets.models.kinds import Category

CATEGORIES = [(c.value, c.label) for c in Category if c != Category.MERGED]


class StatusForm(VersionedForm):
    name = forms.CharField(max_length=60, label="Name for agents")
    customer_name = forms.CharField(
        max_length=80, label="Name for customers", help_text="Said to them, like “We are waiting for you”."
    )
    category = forms.ChoiceField(
        choices=CATEGORIES,
        help_text="What it means to clocks, lists and rules. It cannot be changed once the status is made.",
    )
    is_default = forms.BooleanField(
        required=False, label="The desk uses this one when it needs a status of the category by itself"
    )
    next_status = forms.ModelChoiceField(
        Status.objects.none(),
        required=False,
        empty_label="Stays until somebody changes it",
        label="By itself it becomes",
    )
    next_after_days = forms.IntegerField(
        required=False, min_value=1, max_value=3650, label="After how many days", help_text="Counted from the change."
    )

    def __init__(self, *args: Any, status: Status, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Status.objects.in_use().exclude(pk=status.pk).exclude(category=Category.MERGED)
        self.fields["next_status"].queryset = others  # type: ignore[attr-defined]
        if status.pk:
            self.fields["category"].disabled = True
            self.fields["category"].choices = Category.choices  # type: ignore[attr-defined]
            self.initial["category"] = status.category

    def apply(self, status: Status) -> Status:
        """Give the status what the form holds."""
        for name in ("name", "customer_name", "category", "is_default", "next_status", "next_after_days"):
            setattr(status, name, self.cleaned_data[name])
        return status


def written(status: Status) -> dict[str, Any]:
    """Return a status as the form's first values."""
    return {
        "version": status.version,
        "name": status.name,
        "customer_name": status.customer_name,
        "category": status.category,
        "is_default": status.is_default,
        "next_status": status.next_status_id,
        "next_after_days": status.next_after_days,
    }
