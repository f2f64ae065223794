"""Saved views as programs read and write them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.models import Team, User
from helpdesk.api.fields import Input, Line
from tickets.models import SavedView
from tickets.saved_views import broken


class SavedViewSerializer(serializers.ModelSerializer[SavedView]):
    scope = serializers.SerializerMethodField()
    team = serializers.SlugRelatedField[Team](slug_field="slug", read_only=True, allow_null=True)
    broken = serializers.SerializerMethodField(help_text="Why it cannot be read any more; empty when it can.")

    class Meta:
        model = SavedView
        fields = ["id", "name", "icon", "scope", "team", "conditions", "finished", "sort", "version", "broken"]

    def get_scope(self, view: SavedView) -> str:
        return "mine" if view.owner_id else "team" if view.team_id else "all"

    def get_broken(self, view: SavedView) -> str:
        return broken(view.conditions)


class SavedViewInput(Input):
    name = Line(max_length=60)
    icon = Line(max_length=40, default="funnel")
    scope = serializers.ChoiceField(choices=["mine", "team", "all"], default="mine")
    team = serializers.SlugRelatedField(
        slug_field="slug", queryset=Team.objects.in_use(), required=False, allow_null=True, help_text="For scope team."
    )
    conditions = serializers.JSONField(default=dict)
    finished = serializers.BooleanField(default=False)
    sort = serializers.ChoiceField(choices=SavedView.Sort.choices, default=SavedView.Sort.LATEST)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if (attrs["scope"] == "team") != bool(attrs.get("team")):
            raise serializers.ValidationError({"team": ["A team goes with the scope “team”, and only with that."]})
        return attrs

    def apply(self, view: SavedView, *, by: User) -> SavedView:
        """Give the view what was sent."""
        for name in ("name", "icon", "conditions", "finished", "sort"):
            setattr(view, name, self.validated_data[name])
        view.owner = by if self.validated_data["scope"] == "mine" else None
        view.team = self.validated_data.get("team")
        return view


class SavedViewChange(SavedViewInput):
    version = serializers.IntegerField(min_value=1, help_text="The version you read.")
