"""Rules, macros and webhooks: what programs read of them and send."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError as Invalid
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from accounts.models import Calendar, Team
from helpdesk.api.fields import Input, Line
from tickets import conditions
from tickets.models import Macro, Mode, Rule, RuleRun, Webhook, WebhookDelivery


@contextmanager
def told_by_field() -> Iterator[None]:
    """Answer with 400 and the fields an operation complains about."""
    try:
        yield
    except Invalid as error:
        raise ValidationError(error.message_dict) from None


class ConditionsField(serializers.JSONField):
    """A tree of conditions, as docs/rules.md describes it."""


class MatchSerializer(serializers.Serializer[Any]):
    field = serializers.CharField()  # type: ignore[assignment]
    label = serializers.CharField()  # type: ignore[assignment]
    value = serializers.CharField()


class RuleSerializer(serializers.ModelSerializer[Rule]):
    class Meta:
        model = Rule
        fields = [
            *("id", "kind", "name", "position", "active", "disabled_reason", "events", "since", "after_seconds"),
            *("mode", "calendar", "waits_for_opening", "conditions", "actions", "stops_here", "version"),
        ]


class OneRuleSerializer(RuleSerializer):
    """A rule by itself. Saying its conditions asks for each thing they name, which a list must not do for each rule."""

    words = serializers.SerializerMethodField(help_text="Its conditions as people say them.")

    class Meta(RuleSerializer.Meta):
        fields = [*RuleSerializer.Meta.fields, "words"]

    def get_words(self, rule: Rule) -> str:
        return conditions.describe(rule.conditions)


class RuleInput(Input):
    kind = serializers.ChoiceField(choices=Rule.Kind.choices)
    name = Line(max_length=120)
    active = serializers.BooleanField(default=True)
    events = serializers.ListField(
        child=Line(max_length=40), default=list, max_length=50, help_text="Keys of `rules/vocabulary/`; for triggers."
    )
    since = serializers.ChoiceField(choices=Rule.Since.choices, default="", allow_blank=True)
    after_seconds = serializers.IntegerField(default=0, min_value=0, max_value=366 * 86400)
    mode = serializers.ChoiceField(choices=Mode.choices, default=Mode.CALENDAR)
    calendar = serializers.PrimaryKeyRelatedField(queryset=Calendar.objects.all(), default=None, allow_null=True)
    waits_for_opening = serializers.BooleanField(default=False)
    conditions = ConditionsField(default=dict)
    actions = serializers.ListField(child=serializers.JSONField(), default=list)
    stops_here = serializers.BooleanField(default=False)


class RuleChange(RuleInput):
    """A whole rule, and the version it was read as."""

    version = serializers.IntegerField(min_value=1)


class RuleSwitch(Input):
    active = serializers.BooleanField()
    version = serializers.IntegerField(min_value=1)


class Place(Input):
    position = serializers.IntegerField(min_value=1, help_text="Counted from 1; past the end is the last.")


class RuleRunSerializer(serializers.ModelSerializer[RuleRun]):
    ticket = serializers.IntegerField(source="ticket.number")
    matched = MatchSerializer(many=True)

    class Meta:
        model = RuleRun
        fields = ["id", "ticket", "event_seq", "outcome", "matched", "done", "error", "milliseconds", "at"]


class FoundSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField(source="ticket.number")
    subject = serializers.CharField(source="ticket.subject")
    matched = MatchSerializer(many=True)
    changes = serializers.ListField(child=serializers.CharField())
    at = serializers.DateTimeField(allow_null=True)


class RehearsalSerializer(serializers.Serializer[Any]):
    looked_at = serializers.IntegerField()
    cut = serializers.BooleanField(help_text="Time ran out before all tickets were looked at.")
    found = FoundSerializer(many=True)


class MacroSerializer(serializers.ModelSerializer[Macro]):
    team = serializers.SlugRelatedField[Team](slug_field="slug", read_only=True)
    is_snippet = serializers.BooleanField()

    class Meta:
        model = Macro
        fields = ["id", "name", "visibility", "team", "actions", "is_snippet", "version"]


class MacroInput(Input):
    name = Line(max_length=120)
    visibility = serializers.ChoiceField(choices=Macro.Visibility.choices, default=Macro.Visibility.ME)
    team = serializers.SlugRelatedField(
        slug_field="slug", queryset=Team.objects.all(), required=False, allow_null=True, default=None
    )
    actions = serializers.ListField(child=serializers.JSONField(), default=list)


class MacroChange(MacroInput):
    version = serializers.IntegerField(min_value=1)


class PreviewSerializer(serializers.Serializer[Any]):
    reply = serializers.CharField()
    note = serializers.CharField()
    changes = serializers.ListField(child=serializers.CharField())


class WebhookSerializer(serializers.ModelSerializer[Webhook]):
    class Meta:
        model = Webhook
        fields = ["id", "name", "url", "active", "version"]


class NewWebhookSerializer(WebhookSerializer):
    secret = serializers.SerializerMethodField(help_text="Signs each delivery. Shown once.")

    class Meta(WebhookSerializer.Meta):
        fields = [*WebhookSerializer.Meta.fields, "secret"]

    @extend_schema_field(serializers.CharField())
    def get_secret(self, webhook: Webhook) -> str:
        return str(self.context["secret"])


class WebhookInput(Input):
    name = Line(max_length=120)
    url = serializers.URLField(max_length=500)
    active = serializers.BooleanField(default=True)


class WebhookChange(WebhookInput):
    version = serializers.IntegerField(min_value=1)


class WebhookDeliverySerializer(serializers.ModelSerializer[WebhookDelivery]):
    ticket = serializers.IntegerField(source="ticket.number")

    class Meta:
        model = WebhookDelivery
        fields = [
            *("id", "key", "ticket", "state", "attempts", "due_at", "sent_at", "response_status", "trouble"),
            "created_at",
        ]
