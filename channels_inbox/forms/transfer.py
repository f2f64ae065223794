"""To whom a chat goes."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import Team, User
from channels_inbox.forms.properties import answering_agents


class TransferForm(forms.Form):
    """A colleague or a team, and what they should know."""

    to = forms.ChoiceField(
        label="Give it to",
        widget=forms.Select(attrs={"class": "input"}),
        error_messages={
            "required": "Choose a team or a colleague.",
            "invalid_choice": "They can take no chat any more. Choose somebody else.",
        },
    )
    note = forms.CharField(
        label="Note for whoever gets it",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "input"}),
        help_text="The visitor does not see it.",
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.teams = {f"team-{team.pk}": team for team in Team.objects.in_use()}
        self.agents = {f"agent-{user.pk}": user for user in answering_agents() if user.pk != by.pk}
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", "Choose…"),
            ("Teams", [(key, str(team)) for key, team in self.teams.items()]),
            ("Colleagues", [(key, _told(user)) for key, user in self.agents.items()]),
        ]

    @property
    def team(self) -> Team | None:
        return self.teams.get(self.cleaned_data["to"])

    @property
    def agent(self) -> User | None:
        return self.agents.get(self.cleaned_data["to"])


def _told(user: User) -> str:
    return f"{user} ({user.get_availability_display().lower()})" if user.availability else str(user)
