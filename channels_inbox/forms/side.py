"""What is written to somebody outside."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms

from tickets.models import Attachment, Ticket
from tickets.operations.conferring import files_of


class SideForm(forms.Form):
    """One message of a side conversation, with files of its ticket."""

    text = forms.CharField(max_length=200_000, strip=False, error_messages={"required": "Write what this is about."})
    along = forms.MultipleChoiceField(required=False, error_messages={"invalid_choice": "A file is not here any more."})
    key = forms.UUIDField(initial=uuid.uuid4)

    def __init__(self, data: Any = None, *, ticket: Ticket) -> None:
        super().__init__(data)
        self.offered = files_of(ticket)
        self.fields["along"].choices = [(f.token, f.name) for f in self.offered]  # type: ignore[attr-defined]

    def chosen(self) -> list[Attachment]:
        return [file for file in self.offered if file.token in self.cleaned_data["along"]]


class NewSideForm(SideForm):
    address = forms.EmailField(max_length=254)
    name = forms.CharField(max_length=200, required=False)
    subject = forms.CharField(max_length=250)
    wait = forms.BooleanField(required=False, initial=True)
