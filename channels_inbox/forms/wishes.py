"""How somebody wants to hear of each kind of news."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import Notification, NotificationWishes
from accounts.models.notification_wishes import Way


class WishesForm(forms.Form):
    digest_minutes = forms.TypedChoiceField(
        label="Mail what is unread",
        coerce=int,
        choices=NotificationWishes.Every.choices,
        help_text="Only what you have not read by then, and nothing when there is nothing.",
    )

    def __init__(self, *args: Any, wishes: NotificationWishes, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in Notification.Kind:
            self.fields[kind.value] = forms.ChoiceField(
                label=kind.label, choices=Way.choices, initial=wishes.way(kind.value)
            )
        self.fields["digest_minutes"].initial = wishes.digest_minutes
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"

    @property
    def kinds(self) -> list[forms.BoundField]:
        return [self[kind] for kind in Notification.Kind.values]

    @property
    def ways(self) -> dict[str, str]:
        return {kind: self.cleaned_data[kind] for kind in Notification.Kind.values}
