"""How a team's tickets find a person, as its settings page asks."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import Calendar, Membership, Team
from accounts.operations.routing import Routing
from channels_inbox.forms.versioned import VersionedForm

_RETURNS = [
    ("", "Never"),
    ("60", "After 1 minute"),
    ("300", "After 5 minutes"),
    ("900", "After 15 minutes"),
    ("3600", "After 1 hour"),
    ("14400", "After 4 hours"),
]
_MOST = 999


class RoutingForm(VersionedForm):
    assignment = forms.ChoiceField(
        label="Who gets a new ticket",
        choices=[
            (Team.Assignment.MANUAL, "By hand: people take and give tickets"),
            (Team.Assignment.ROUND_ROBIN, "Round robin: everybody who is online, in turn"),
            (Team.Assignment.LEAST_BUSY, "Least busy: who is online and has most room"),
        ],
    )
    capacity = forms.IntegerField(
        label="Open tickets a person gets at most",
        required=False,
        min_value=1,
        max_value=_MOST,
        help_text="New and open ones of all teams count. Empty sets no limit. People may take more by hand.",
    )
    calendar = forms.ModelChoiceField(
        Calendar.objects.order_by("-is_default", "name"),
        label="Only while open",
        required=False,
        empty_label="At any time",
        help_text="Tickets that come outside these hours are given out when they begin.",
    )
    return_after = forms.ChoiceField(
        label="Take back what waits for somebody who went offline",
        choices=_RETURNS,
        required=False,
        help_text="Counted in the hours above. Tickets keep their place in the line.",
    )

    def __init__(self, team: Team, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = Membership.objects.filter(team=team, user__is_active=True).select_related("user")
        self.people = [m for m in members.order_by("user__name", "pk") if m.user.can_answer]
        for member in self.people:
            name = f"limit_{member.user_id}"
            # The table's head says what it is; whoever listens hears whose.
            self.fields[name] = forms.IntegerField(
                label=f"Limit of {member.user}", required=False, min_value=1, max_value=_MOST
            )
            self.fields[name].widget.attrs.update(
                {"class": "input input--sm num", "aria-label": f"Limit of {member.user}"}
            )
        stored = self.initial.get("return_after")
        if stored and str(stored) not in dict(_RETURNS):
            self.fields["return_after"].choices = [*_RETURNS, (str(stored), f"After {stored} seconds")]  # type: ignore[attr-defined]

    @property
    def limits(self) -> dict[int, forms.BoundField]:
        return {m.user_id: self[f"limit_{m.user_id}"] for m in self.people}

    @property
    def first(self) -> list[forms.BoundField]:
        return [self[name] for name in ("assignment", "capacity", "calendar", "return_after")]

    def routing(self) -> Routing:
        """Return what the form holds."""
        data = self.cleaned_data
        limits = {m.user_id: data[f"limit_{m.user_id}"] for m in self.people}
        return Routing(
            assignment=data["assignment"],
            capacity=data["capacity"],
            calendar=data["calendar"],
            return_after=int(data["return_after"]) if data["return_after"] else None,
            limits={user_id: limit for user_id, limit in limits.items() if limit},
        )


def written(team: Team) -> dict[str, Any]:
    """Return a team's routing as the form's first values."""
    limits = Membership.objects.filter(team=team).exclude(capacity=None).values_list("user_id", "capacity")
    return {
        "version": team.version,
        "assignment": team.assignment,
        "capacity": team.capacity,
        "calendar": team.calendar_id,
        "return_after": team.return_after if team.return_after is not None else "",
        **{f"limit_{user_id}": limit for user_id, limit in limits},
    }
