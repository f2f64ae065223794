"""A team: its name and its people."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import Team, User
from channels_inbox.forms.versioned import VersionedForm

ICONS = {
    "users": "People",
    "wrench": "Wrench",
    "truck": "Truck",
    "package": "Parcel",
    "coffee": "Cup",
    "cog": "Cog",
    "credit-card": "Card",
    "receipt": "Receipt",
    "phone": "Telephone",
    "globe": "Globe",
    "shield": "Shield",
    "star": "Star",
    "sprout": "Sprout",
}


def colleagues() -> Any:
    """Return everybody who may be in a team."""
    return User.objects.filter(is_active=True).exclude(role=User.Role.CUSTOMER).order_by("name", "email")


class TeamForm(VersionedForm):
    name = forms.CharField(max_length=80, help_text="What agents read beside a ticket.")
    icon = forms.ChoiceField(choices=list(ICONS.items()))
    members = forms.ModelMultipleChoiceField(
        User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple, label="Members"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = colleagues()  # type: ignore[attr-defined]
        drawn = self.initial.get("icon")
        if drawn and drawn not in ICONS:
            self.fields["icon"].choices = [(drawn, drawn), *ICONS.items()]  # type: ignore[attr-defined]

    def apply(self, team: Team) -> Team:
        """Give the team what the form holds; its members are `cleaned_data["members"]`."""
        for name in ("name", "icon"):
            setattr(team, name, self.cleaned_data[name])
        return team


def written(team: Team) -> dict[str, Any]:
    """Return a team as the form's first values."""
    return {
        "version": team.version,
        "name": team.name,
        "icon": team.icon,
        "members": [user.pk for user in team.members.all()],
    }
