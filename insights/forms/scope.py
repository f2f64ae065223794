"""Which days and which part of the desk a report is about, as the address says."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import Team, User
from insights.scope import BUSINESS, CLOCK, Scope
from tickets.models.kinds import ChannelKind

LONGEST = 731
STANDARD = "28d"
PRESETS = [
    ("7d", "Last 7 days"),
    ("28d", "Last 28 days"),
    ("90d", "Last 90 days"),
    ("365d", "Last 365 days"),
    ("month", "This month"),
    ("last-month", "Last month"),
    ("custom", "Days of your choice"),
]


class DaysForm(forms.Form):
    """From which day to which: by name, or of one's choice."""

    range = forms.ChoiceField(label="Range", choices=PRESETS, required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["from"] = forms.DateField(
            label="From", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        )
        self.fields["to"] = forms.DateField(
            label="To", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        # An address with days and without a range means those days.
        if not self.data.get("range") and data.get("from") and data.get("to"):
            data["range"] = "custom"
        if data.get("range") == "custom" and not self.errors:
            first, last = data.get("from"), data.get("to")
            if first is None or last is None:
                self.add_error("range", "Say from which day to which.")
            elif first > last:
                self.add_error("range", "The first day lies after the last.")
            elif (last - first).days >= LONGEST:
                self.add_error("range", "Choose two years at most.")
            elif first.year < 2000 or last.year > 2100:
                self.add_error("range", "Choose days of this century.")
        return data

    def days(self) -> tuple[str, date, date]:
        """Return the range's name, its first and its last day; what could not be read is as if it were not given."""
        self.is_valid()
        data = {} if "range" in self.errors else self.cleaned_data
        preset = data.get("range") or STANDARD
        first, last = data.get("from"), data.get("to")
        if preset != "custom" or first is None or last is None:
            first, last = _days(preset, timezone.localdate())
        return preset, first, last

    def shown(self, scope: Any) -> dict[str, str]:
        """Return what stands in the fields of the days: those of the report, or what was typed and is wrong."""
        if {"range", "from", "to"} & self.errors.keys():
            names = {"range": "range", "first": "from", "last": "to"}
            return {name: str(self.data.get(key, "")) for name, key in names.items()}
        return {"range": scope.preset, "first": scope.first.isoformat(), "last": scope.last.isoformat()}


class ScopeForm(DaysForm):
    hours = forms.ChoiceField(choices=[(BUSINESS, "Business hours"), (CLOCK, "Clock")], required=False)
    team = forms.ModelChoiceField(Team.objects.none(), to_field_name="slug", required=False, empty_label="All teams")
    agent = forms.ModelChoiceField(User.objects.none(), required=False, empty_label="All agents")
    channel = forms.ChoiceField(choices=[("", "All channels"), *ChannelKind.choices], required=False)

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        self.user = user
        team, agent = self.fields["team"], self.fields["agent"]
        assert isinstance(team, forms.ModelChoiceField)
        assert isinstance(agent, forms.ModelChoiceField)
        team.queryset, agent.queryset = teams_for(user), agents_for(user)

    def scope(self) -> Scope:
        """Return the scope; what could not be read is as if it were not given."""
        preset, first, last = self.days()
        kept = self.cleaned_data
        return Scope(
            user=self.user,
            zone=timezone.get_current_timezone(),
            first=first,
            last=last,
            preset=preset,
            hours=kept.get("hours") or BUSINESS,
            team=kept.get("team"),
            agent=kept.get("agent"),
            channel=kept.get("channel") or "",
        )


def teams_for(user: User) -> Any:
    """Return the teams a reader may know of."""
    if user.is_admin or user.ticket_scope == User.TicketScope.ALL:
        return Team.objects.all()
    if user.ticket_scope == User.TicketScope.ASSIGNED:
        return Team.objects.none()
    return Team.objects.filter(memberships__user=user)


def agents_for(user: User) -> Any:
    """Return the people a reader may filter by: of limited ones, those of their teams and themselves."""
    people = User.objects.filter(role__in=[User.Role.ADMIN, User.Role.AGENT]).order_by("name", "email")
    if user.is_admin or user.ticket_scope == User.TicketScope.ALL:
        return people
    near = User.objects.filter(memberships__team__in=teams_for(user))
    return people.filter(pk__in=near.values("pk")) | people.filter(pk=user.pk)


def _days(preset: str, today: date) -> tuple[date, date]:
    if preset == "month":
        return today.replace(day=1), today
    if preset == "last-month":
        last = today.replace(day=1) - timedelta(days=1)
        return last.replace(day=1), last
    length = {"7d": 7, "90d": 90, "365d": 365}.get(preset, 28)
    return today - timedelta(days=length - 1), today
