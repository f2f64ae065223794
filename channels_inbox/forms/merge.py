"""Which tickets become one, and what goes along when they are taken apart."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import User
from tickets.models import Message, Ticket, TicketMerge
from tickets.operations.merging import can_be_taken


class OtherTicketField(forms.IntegerField):
    """The number of another ticket its asker may see; any other number is as good as none."""

    def __init__(self, *, user: User, ticket: Ticket, **options: Any) -> None:
        super().__init__(min_value=1, max_value=2**63 - 1, **options)
        self.others = Ticket.objects.visible_to(user).exclude(pk=ticket.pk)

    def clean(self, value: Any) -> Ticket:  # type: ignore[override]
        number = super().clean(str(value or "").strip().lstrip("#"))
        found = self.others.select_related("requester", "status", "assignee").filter(number=number).first()
        if found is None:
            raise forms.ValidationError(f"There is no other ticket #{number} you can see.")
        return found


class MergeForm(forms.Form):
    def __init__(self, data: Any, *, user: User, ticket: Ticket) -> None:
        super().__init__(data)
        self.fields["into"] = OtherTicketField(user=user, ticket=ticket)


class UndoMergeForm(forms.Form):
    """Messages written into the target since, which the source is to have."""

    def __init__(self, data: Any, *, edge: TicketMerge) -> None:
        super().__init__(data)
        written = Message.objects.filter(ticket=edge.target_id, created_at__gt=edge.merged_at).order_by("created_at")
        self.offered = [m for m in written.select_related("author_user", "author_customer") if can_be_taken(m, edge)]
        choices = [(str(message.pk), str(message.pk)) for message in self.offered]
        self.fields["take"] = forms.MultipleChoiceField(choices=choices, required=False)

    def taken(self) -> list[Message]:
        return [message for message in self.offered if str(message.pk) in self.cleaned_data["take"]]
