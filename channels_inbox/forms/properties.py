"""What the menus of a ticket's head send."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import Team, User
from tickets.models import Status
from tickets.models.kinds import Category, Priority, TicketType

# Merging is a thing of its own; nobody picks it from a list.
PICKABLE = [c.value for c in Category if c != Category.MERGED]


def answering_agents() -> Any:
    """Return the people a ticket can be given to."""
    return User.objects.filter(is_active=True, role__in=[User.Role.ADMIN, User.Role.AGENT]).order_by("name", "email")


class AssignmentForm(forms.Form):
    assignee = forms.ModelChoiceField(answering_agents(), required=False)


class TeamForm(forms.Form):
    """A team; with an owner when a move is undone, for moving to a team lets go of them."""

    assignee = forms.ModelChoiceField(answering_agents(), required=False)
    team = forms.ModelChoiceField(Team.objects.in_use(), required=False)


class StatusForm(forms.Form):
    """A status by id, or the one the machine would use for a category."""

    status = forms.ModelChoiceField(Status.objects.in_use().filter(category__in=PICKABLE), required=False)
    category = forms.ChoiceField(required=False, choices=[(c, c) for c in PICKABLE])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = self.cleaned_data
        if not data.get("status") and not data.get("category"):
            raise forms.ValidationError("Choose a status.")
        return data


class PriorityForm(forms.Form):
    priority = forms.TypedChoiceField(choices=Priority, coerce=int)


class TypeForm(forms.Form):
    type = forms.ChoiceField(choices=TicketType)


class SubjectForm(forms.Form):
    subject = forms.CharField(max_length=250)


class TagsForm(forms.Form):
    """Ticked tags, and new ones separated by commas."""

    tags = forms.MultipleChoiceField(required=False)
    new = forms.CharField(required=False, max_length=400)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        # Any name may be sent: an unknown one becomes a tag.
        names = data.getlist("tags") if data is not None else []
        self.fields["tags"].choices = [(n, n) for n in names]  # type: ignore[attr-defined]

    def names(self) -> list[str]:
        typed = (" ".join(part.split()) for part in self.cleaned_data["new"].split(","))
        return [name for name in (*self.cleaned_data["tags"], *typed) if name.strip()]
