"""A widget as programs read and send it. Writes go through the form of its settings page, so one set of rules holds."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from rest_framework import serializers

from accounts.models import Calendar, Team
from channels_inbox.forms import widget_fields
from channels_inbox.forms.widget import WidgetForm
from channels_inbox.models import Widget
from channels_inbox.widgets.shape import FIELD_TYPES, POSITIONS, PROMISES, SWITCHES, THEMES, script_tag, settings_of
from helpdesk.api.fields import Input, Line

TEAMS = Team.objects.in_use()


class QuestionSerializer(Input):
    """`key` is the address of an answer; with `fills` it names the ticket's custom field that is filled in."""

    key = serializers.CharField(max_length=40, required=False, default="")
    type = serializers.ChoiceField(choices=list(FIELD_TYPES.items()))
    label = Line(max_length=120)  # type: ignore[assignment]  # the framework has a word `label` too
    required = serializers.BooleanField(default=False)  # type: ignore[assignment]
    pattern = serializers.CharField(max_length=200, allow_blank=True, default="")
    options = serializers.ListField(child=Line(max_length=120), default=list)
    fills = serializers.BooleanField(default=False)


class WidgetSettings(Input):
    colour = serializers.RegexField(r"^#[0-9a-fA-F]{6}$", required=False)
    theme = serializers.ChoiceField(choices=list(THEMES.items()), required=False)
    position = serializers.ChoiceField(choices=list(POSITIONS.items()), required=False)
    title = Line(max_length=60, required=False)
    tagline = Line(max_length=120, required=False, allow_blank=True)
    greeting = serializers.CharField(max_length=500, required=False, allow_blank=True)
    away = serializers.CharField(max_length=500, required=False, allow_blank=True)
    promise = serializers.ChoiceField(choices=list(PROMISES.items()), required=False, allow_blank=True)
    calendar = serializers.PrimaryKeyRelatedField(queryset=Calendar.objects.all(), required=False, allow_null=True)
    fields_ = QuestionSerializer(many=True, required=False)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Return the fields with the switches; `fields` itself is a word of the framework's."""
        found = super().get_fields()
        found["fields"] = found.pop("fields_")
        return {**found, **{name: serializers.BooleanField(required=False) for name in SWITCHES}}


class WidgetInput(Input):
    name = Line(max_length=80)
    team = serializers.SlugRelatedField(
        slug_field="slug", queryset=Team.objects.in_use(), allow_null=True, default=None
    )
    allowed_origins = serializers.ListField(child=Line(max_length=255), default=list)
    identity = serializers.ChoiceField(choices=Widget.Identity.choices, default=Widget.Identity.ANYONE)
    gone_after = serializers.IntegerField(min_value=15, max_value=86_400, default=60)
    missed_after = serializers.IntegerField(min_value=30, max_value=86_400, default=300)
    settings = WidgetSettings(default=dict)


class WidgetChange(WidgetInput):
    version = serializers.IntegerField(min_value=1)


class WidgetSerializer(serializers.ModelSerializer[Widget]):
    id = serializers.IntegerField(source="pk", read_only=True)
    name = serializers.CharField(source="channel.name", read_only=True)
    team = serializers.SlugRelatedField[Team](source="channel.team", slug_field="slug", read_only=True)
    paused_at = serializers.DateTimeField(source="channel.paused_at", read_only=True)
    settings = serializers.SerializerMethodField()
    script = serializers.SerializerMethodField(help_text="The line a site puts into its pages.")

    class Meta:
        model = Widget
        fields = [
            *("id", "name", "site_key", "team", "allowed_origins", "identity", "gone_after", "missed_after"),
            *("paused_at", "settings", "script", "version"),
        ]

    def get_settings(self, widget: Widget) -> dict[str, Any]:
        return settings_of(widget)

    def get_script(self, widget: Widget) -> str:
        return script_tag(widget)


class WidgetWithSecret(WidgetSerializer):
    secret = serializers.SerializerMethodField(help_text="Of a new identity secret; shown this once, else empty.")

    class Meta(WidgetSerializer.Meta):
        fields = [*WidgetSerializer.Meta.fields, "secret"]

    def get_secret(self, _: Widget) -> str:
        return str(self.context.get("secret", ""))


def form_of(widget: Widget, values: dict[str, Any]) -> WidgetForm:
    """Return the settings form filled in with what was sent; what was not sent is as it is."""
    chosen = {**settings_of(widget), **values["settings"]}
    data = QueryDict(mutable=True)
    data["name"], data["identity"] = values["name"], values["identity"]
    data["gone_after"], data["missed_after"] = str(values["gone_after"]), str(values["missed_after"])
    data["version"] = str(values.get("version", ""))
    data["team"] = str(values["team"].pk) if values["team"] else ""
    data["allowed_origins"] = "\n".join(values["allowed_origins"])
    calendar = chosen.pop("calendar")
    data["calendar"] = str(getattr(calendar, "pk", calendar) or "")
    for row in widget_fields.written([dict(field) for field in chosen.pop("fields")]):
        for name, text in row.items():
            data.appendlist(f"field_{name}", text)
    for name, value in chosen.items():
        if value is not False:
            data[name] = "on" if value is True else str(value)
    return WidgetForm(data)
