from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from channels_inbox.portal.forms.fields import Files, OneLine, Words
from channels_inbox.portal.forms.guarded import GuardedForm
from tickets.custom_fields import form_field, stored
from tickets.models import CustomField, RequestType

EMAIL_WRONG = _("Write an address we can answer to, as in name@example.com.")


class ContactForm(GuardedForm):
    """Ask something. `locked_email` is the proved address of a signed-in customer: it cannot be changed here.

    `request_type` brings the fields it asks, named after their keys.
    """

    subject = OneLine(
        max_length=250,
        label=_("In one sentence"),
        help_text=_("Write as you would say it."),
        error_messages={"required": _("Say in a few words what it is about.")},
    )
    message = Words(
        max_length=100_000,
        label=_("What happens, and what have you tried?"),
        error_messages={"required": _("Tell us what happens, so that we can help.")},
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    name = OneLine(
        max_length=150,
        required=False,
        label=_("Your name"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        max_length=254,
        label=_("Email for our answer"),
        error_messages={"required": EMAIL_WRONG, "invalid": EMAIL_WRONG},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    attachments = Files(required=False, label=_("Photos or files"))

    def __init__(
        self, *args: Any, locked_email: str = "", request_type: RequestType | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._asked: dict[str, CustomField] = {}
        for row in request_type.asked.select_related("field") if request_type else ():
            if row.field.retired_at is None:
                self._asked[f"field_{row.field.key}"] = row.field
                self.fields[f"field_{row.field.key}"] = form_field(row.field, required=row.required)
        if locked_email:
            self.fields["email"].disabled = True
            self.initial["email"] = locked_email
            # Somebody we know may be as quick as they like.
            self.least_seconds = 0.0

    @property
    def asked(self) -> list[tuple[forms.BoundField, bool]]:
        """Return the fields of the request type, and whether each may stay empty."""
        return [(self[name], not self.fields[name].required) for name in self._asked]

    @property
    def answers(self) -> dict[str, Any]:
        """Return what was filled in, as tickets keep it, by the keys of the fields."""
        read = {field.key: stored(self.cleaned_data[name]) for name, field in self._asked.items()}
        return {key: value for key, value in read.items() if value is not None}
