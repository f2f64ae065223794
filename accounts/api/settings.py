"""People's settings as programs read and send them. Writes are for administrators, by the operations of the pages."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.base_user import AbstractBaseUser
from rest_framework import serializers
from rest_framework.request import Request

from accounts.models import Calendar, Team, User
from helpdesk.api.fields import Input, Line

COLLEAGUES = User.objects.exclude(role=User.Role.CUSTOMER)
WORKING = COLLEAGUES.filter(is_active=True)
ROLES = [(role.value, role.label) for role in User.Role if role != User.Role.CUSTOMER]


def by(request: Request) -> User:
    return cast(User, cast(AbstractBaseUser, request.user))


def sent(shape: type[Input], request: Request) -> dict[str, Any]:
    """Return what was sent, read by its shape."""
    given = shape(data=request.data)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


class TeamDetailSerializer(serializers.ModelSerializer[Team]):
    members = serializers.PrimaryKeyRelatedField[User](many=True, read_only=True, help_text="Ids of agents.")

    class Meta:
        model = Team
        fields = ["slug", "name", "icon", "position", "members", "retired_at", "version"]


class TeamInput(Input):
    name = Line(max_length=80)
    icon = serializers.SlugField(max_length=40, default="users", help_text="Name of a Lucide icon.")
    members = serializers.PrimaryKeyRelatedField(many=True, queryset=WORKING, default=list)


class TeamUpdate(TeamInput):
    version = serializers.IntegerField(min_value=1)


class ColleagueSerializer(serializers.ModelSerializer[User]):
    teams = serializers.SlugRelatedField[Team](slug_field="slug", many=True, read_only=True)

    class Meta:
        model = User
        fields = ["id", "name", "email", "role", "ticket_scope", "is_active", "teams", "version"]


class ColleagueInput(Input):
    name = Line(max_length=150)
    role = serializers.ChoiceField(choices=ROLES, default=User.Role.AGENT)
    ticket_scope = serializers.ChoiceField(choices=User.TicketScope.choices, default=User.TicketScope.ALL)
    teams = serializers.SlugRelatedField(
        slug_field="slug",
        many=True,
        queryset=Team.objects.in_use(),
        default=list,  # type: ignore[arg-type]
    )


class NewColleague(ColleagueInput):
    email = serializers.EmailField(max_length=254, help_text="Gets a link to choose a password.")


class ColleagueUpdate(ColleagueInput):
    version = serializers.IntegerField(min_value=1)


class CalendarInput(Input):
    name = Line(max_length=80)
    time_zone = Line(max_length=64)
    hours = serializers.DictField(
        child=serializers.ListField(child=serializers.ListField(child=Line(max_length=5), min_length=2, max_length=2)),
        help_text='{"mon": [["09:00", "12:00"], ["13:00", "17:00"]], …}; a day left out is closed.',
    )
    country = Line(max_length=2, default="", allow_blank=True)
    region = Line(max_length=10, default="", allow_blank=True)
    holidays = serializers.ListField(child=serializers.DictField(child=Line(max_length=100)), default=list)
    special = serializers.ListField(child=serializers.DictField(), default=list)

    def validate_holidays(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return _named_days(rows, {"date", "name"})

    def validate_special(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return _named_days(rows, {"date", "name", "slots"})


class CalendarUpdate(CalendarInput):
    version = serializers.IntegerField(min_value=1)


def give(calendar: Calendar, values: dict[str, Any]) -> Calendar:
    for name, value in values.items():
        setattr(calendar, name, value)
    return calendar


def _named_days(rows: list[dict[str, Any]], known: set[str]) -> list[dict[str, Any]]:
    for row in rows:
        if not isinstance(row.get("date"), str) or set(row) - known or ("slots" in known) != ("slots" in row):
            raise serializers.ValidationError(f"Each is an object of: {', '.join(sorted(known))}.")
    return rows
