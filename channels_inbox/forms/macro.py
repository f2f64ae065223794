"""A macro: who may use it, and what it does."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from accounts.models import Team, User
from channels_inbox.forms.actions import ActionBuilder
from channels_inbox.forms.versioned import VersionedForm
from tickets.models import Macro

TEAM = "team-"
BLANK = [{"action": "reply", "params": {"text": ""}}]


class MacroForm(VersionedForm):
    name = forms.CharField(max_length=120, help_text="What is searched for where it is used.")
    whose = forms.ChoiceField(label="Who may use it")

    def __init__(self, data: QueryDict | None = None, *, macro: Macro, user: User) -> None:
        super().__init__(data, initial=written(macro))
        teams = Team.objects.in_use()
        choices = [(Macro.Visibility.ME.value, Macro.Visibility.ME.label)]
        if user.is_admin:
            choices.append((Macro.Visibility.ALL.value, Macro.Visibility.ALL.label))
        else:
            teams = teams.filter(memberships__user=user)
        offered = list(teams)
        # Its own stays offered, even one that is retired.
        if macro.team and macro.team not in offered:
            offered.append(macro.team)
        choices += [(f"{TEAM}{team.pk}", f"Team {team}") for team in offered]
        self.fields["whose"].choices = choices  # type: ignore[attr-defined]
        if data is None:
            self.actions = ActionBuilder.of(macro.actions or BLANK, macro=True)
        else:
            self.actions = ActionBuilder.read(data, macro=True)

    def is_valid(self) -> bool:
        # Both of them, so that all that is wrong is said at once.
        return all([super().is_valid(), self.actions.is_valid()])

    def apply(self, macro: Macro) -> Macro:
        """Give the macro what the form holds."""
        whose = self.cleaned_data["whose"]
        macro.name = self.cleaned_data["name"]
        macro.visibility = Macro.Visibility.TEAM if whose.startswith(TEAM) else whose
        macro.team_id = int(whose.removeprefix(TEAM)) if whose.startswith(TEAM) else None
        macro.actions = self.actions.items()
        return macro


def written(macro: Macro) -> dict[str, Any]:
    """Return a macro as the form's first values."""
    return {
        "version": macro.version,
        "name": macro.name,
        "whose": f"{TEAM}{macro.team_id}" if macro.team_id else macro.visibility if macro.pk else Macro.Visibility.ME,
    }
