"""A colleague: what they may do, what they see, and who takes over when they go."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import Team, User
from channels_inbox.forms.properties import answering_agents
from channels_inbox.forms.versioned import VersionedForm

ROLES = [(r.value, r.label) for r in User.Role if r != User.Role.CUSTOMER]


class AgentForm(VersionedForm):
    name = forms.CharField(max_length=150)
    role = forms.ChoiceField(choices=ROLES, initial=User.Role.AGENT)
    ticket_scope = forms.ChoiceField(
        choices=User.TicketScope.choices,
        label="Sees",
        help_text="Everywhere: lists, search, counts and live pages. Administrators see every ticket in any case.",
    )
    teams = forms.ModelMultipleChoiceField(
        Team.objects.in_use(), required=False, widget=forms.CheckboxSelectMultiple, label="Teams"
    )

    def apply(self, user: User) -> User:
        """Give the colleague what the form holds; their teams are `cleaned_data["teams"]`."""
        for name in ("name", "role", "ticket_scope"):
            setattr(user, name, self.cleaned_data[name])
        return user


class NewAgentForm(AgentForm):
    email = forms.EmailField(max_length=254, help_text="They sign in with it, and get a link to choose a password.")
    field_order = ["name", "email"]


class DepartureForm(forms.Form):
    to = forms.ModelChoiceField(
        User.objects.none(), required=False, empty_label="Nobody: back to their teams", label="Who gets the tickets"
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = answering_agents().exclude(pk=user.pk)  # type: ignore[attr-defined]
        self.fields["to"].widget.attrs["class"] = "input"


def written(user: User) -> dict[str, Any]:
    """Return a colleague as the form's first values."""
    return {
        "version": user.version,
        "name": user.name,
        "role": user.role,
        "ticket_scope": user.ticket_scope,
        "teams": [team.pk for team in user.teams.all()],
    }
