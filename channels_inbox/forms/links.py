"""What one ticket has to do with another, and what of it becomes one of its own."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms

from accounts.models import User
from channels_inbox.forms.merge import OtherTicketField
from tickets.models import Message, Ticket
from tickets.operations.splitting import can_be_split_off

# “Parent” is the child's link read from the other end.
KINDS = [
    ("related", "related to"),
    ("duplicate", "a duplicate of"),
    ("child", "a part of"),
    ("parent", "made up of parts, one of them"),
]


class LinkForm(forms.Form):
    kind = forms.ChoiceField(choices=KINDS)

    def __init__(self, data: Any, *, user: User, ticket: Ticket) -> None:
        super().__init__(data)
        self.fields["to"] = OtherTicketField(user=user, ticket=ticket)


class SplitForm(forms.Form):
    subject = forms.CharField(max_length=250)
    key = forms.UUIDField(initial=uuid.uuid4)
    messages = forms.MultipleChoiceField(error_messages={"required": "Choose at least one message."})

    def __init__(self, data: Any, *, ticket: Ticket) -> None:
        super().__init__(data)
        self.offered = list(can_be_split_off(ticket))
        self.fields["messages"].choices = [(str(m.pk), str(m.pk)) for m in self.offered]  # type: ignore[attr-defined]

    def chosen(self) -> list[Message]:
        return [message for message in self.offered if str(message.pk) in self.cleaned_data["messages"]]
