"""A saved view: its name, whose it is, its order; its conditions come from the builder."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import Team, User
from channels_inbox.forms.versioned import VersionedForm
from tickets.models import SavedView

ICONS = {
    "funnel": "Funnel",
    "flame": "Flame",
    "star": "Star",
    "flag": "Flag",
    "clock-alert": "Clock",
    "truck": "Truck",
    "package": "Parcel",
    "wrench": "Wrench",
    "credit-card": "Card",
    "globe": "Globe",
    "users": "People",
    "heart": "Heart",
}
ME, EVERYONE, TEAM = "me", "everyone", "team-"


class SavedViewForm(VersionedForm):
    name = forms.CharField(max_length=60)
    icon = forms.ChoiceField(choices=list(ICONS.items()))
    sort = forms.ChoiceField(choices=SavedView.Sort.choices, label="Order")
    whose = forms.ChoiceField(label="Who has it in their list")
    finished = forms.BooleanField(
        required=False,
        label="Finished tickets too",
        help_text="Resolved, closed, merged and spam. Such a view has no count.",
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        choices = [(ME, "Only me")]
        if by.is_admin:
            choices += [(EVERYONE, "Everyone")]
            choices += [(f"{TEAM}{team.pk}", f"Team {team}") for team in Team.objects.in_use()]
        self.fields["whose"].choices = choices  # type: ignore[attr-defined]
        drawn = self.initial.get("icon")
        if drawn and drawn not in ICONS:
            self.fields["icon"].choices = [(drawn, drawn), *ICONS.items()]  # type: ignore[attr-defined]

    def apply(self, view: SavedView) -> SavedView:
        """Give the view what the form holds."""
        for name in ("name", "icon", "sort", "finished"):
            setattr(view, name, self.cleaned_data[name])
        whose = self.cleaned_data["whose"]
        view.owner = self.by if whose == ME else None
        view.team_id = int(whose.removeprefix(TEAM)) if whose.startswith(TEAM) else None
        return view


def written(view: SavedView) -> dict[str, Any]:
    """Return a view as the form's first values."""
    whose = ME if view.owner_id else f"{TEAM}{view.team_id}" if view.team_id else EVERYONE
    return {
        "version": view.version,
        "name": view.name,
        "icon": view.icon,
        "sort": view.sort,
        "finished": view.finished,
        "whose": whose,
    }
