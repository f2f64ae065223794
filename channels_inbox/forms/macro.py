"""A macro: who may use it, and what it does."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from accounts.models import Team, User
from channels_inbox.forms.actions import ActionBuilder
from channels_inbox.forms.versioned import VersionedForm
from tickets.models import Macro

BLANK = [{"action": "reply", "params": {"text": ""}}]


class MacroForm(VersionedForm):
    name = forms.CharField(max_length=120, help_text="What is searched for where it is used.")
    visibility = forms.ChoiceField(choices=Macro.Visibility.choices, label="Who may use it")
    team = forms.ModelChoiceField(Team.objects.none(), required=False, empty_label="Choose", label="Which team")

    def __init__(self, data: QueryDict | None = None, *, macro: Macro, user: User) -> None:
        super().__init__(data, initial=written(macro))
        if user.is_admin:
            teams = Team.objects.in_use()
        else:
            teams = Team.objects.in_use().filter(memberships__user=user)
            self.fields["visibility"].choices = [  # type: ignore[attr-defined]
                choice for choice in Macro.Visibility.choices if choice[0] != Macro.Visibility.ALL
            ]
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        if data is None:
            self.actions = ActionBuilder.of(macro.actions or BLANK, macro=True)
        else:
            self.actions = ActionBuilder.read(data, macro=True)

    def is_valid(self) -> bool:
        # Both of them, so that all that is wrong is said at once.
        return all([super().is_valid(), self.actions.is_valid()])

    def apply(self, macro: Macro) -> Macro:
        """Give the macro what the form holds."""
        for name in ("name", "visibility", "team"):
            setattr(macro, name, self.cleaned_data[name])
        macro.actions = self.actions.items()
        return macro


def written(macro: Macro) -> dict[str, Any]:
    """Return a macro as the form's first values."""
    return {
        "version": macro.version,
        "name": macro.name,
        "visibility": macro.visibility if macro.pk else Macro.Visibility.ME,
        "team": macro.team_id,
    }
