"""A ticket an agent opens for somebody."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import validate_email

from accounts.models import Team, User
from channels_inbox.forms.composing import UploadsField, own_uploads
from tickets.models import Attachment, Ticket


class NewTicketForm(forms.Form):
    EMAIL = "email"
    PHONE = "phone"

    by = forms.ChoiceField(
        label="How",
        choices=[(EMAIL, "Write an email to them"), (PHONE, "Note a phone call")],
        initial=EMAIL,
        widget=forms.RadioSelect,
    )
    address = forms.CharField(label="Email address", max_length=320)
    name = forms.CharField(label="Name", max_length=200, required=False)
    subject = forms.CharField(label="Subject", max_length=250)
    team = forms.ModelChoiceField(Team.objects.in_use(), required=False, empty_label="No team")
    mine = forms.BooleanField(label="I take it", required=False)
    text = forms.CharField(label="Message", max_length=200_000, strip=False)
    uploads = UploadsField(required=False)
    key = forms.UUIDField()
    # The number of the closed ticket this one continues.
    follows = forms.IntegerField(required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if not text.strip():
            raise forms.ValidationError("Write what this is about.")
        return text.strip()

    def clean_follows(self) -> Ticket | None:
        """Turn the number into a ticket this person may see; any other is nobody's business."""
        number = self.cleaned_data["follows"]
        return Ticket.objects.visible_to(self.user).filter(number=number).first() if number else None

    def clean_uploads(self) -> list[Attachment]:
        return own_uploads(self.user, self.cleaned_data["uploads"])

    def clean(self) -> dict[str, Any]:
        """A call may be noted under a number; a mail needs a mail address."""
        data: dict[str, Any] = self.cleaned_data
        address = data.get("address", "").strip()
        data["kind"] = "email"
        if "@" not in address and data.get("by") == self.PHONE and any(c.isdigit() for c in address):
            data["kind"] = "phone"
        elif address:
            try:
                validate_email(address)
            except forms.ValidationError:
                self.add_error("address", "This is not a mail address. It looks like name@example.com.")
        return data
