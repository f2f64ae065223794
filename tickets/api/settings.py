"""Tickets' settings as programs read and send them. Writes are for administrators, by the operations of the pages."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.models import Calendar, User
from helpdesk.api.fields import Input, Line
from tickets.api.ruling import ConditionsField
from tickets.models import Metric, Mode, Rework, SlaPolicy, SlaTarget, Status, Tag
from tickets.models.kinds import Category, Priority
from tickets.models.sla import default_pauses, default_warnings


class StatusDetailSerializer(serializers.ModelSerializer[Status]):
    next_status = serializers.SlugRelatedField[Status](slug_field="slug", read_only=True)

    class Meta:
        model = Status
        fields = [
            *("slug", "name", "customer_name", "category", "position", "is_default"),
            *("next_status", "next_after_days", "retired_at", "version"),
        ]


class StatusInput(Input):
    name = Line(max_length=60)
    customer_name = Line(max_length=80)
    is_default = serializers.BooleanField(default=False, help_text="The desk's own choice in this category.")
    next_status = serializers.SlugRelatedField(
        slug_field="slug", queryset=Status.objects.in_use(), default=None, allow_null=True
    )
    next_after_days = serializers.IntegerField(min_value=1, max_value=3650, default=None, allow_null=True)


class NewStatus(StatusInput):
    category = serializers.ChoiceField(choices=Category.choices)


class StatusUpdate(StatusInput):
    version = serializers.IntegerField(min_value=1)


class TagDetailSerializer(serializers.ModelSerializer[Tag]):
    class Meta:
        model = Tag
        fields = ["id", "name", "version"]


class TagInput(Input):
    name = Line(max_length=60)


class TagUpdate(TagInput):
    version = serializers.IntegerField(min_value=1)


class TagMerger(Input):
    into = serializers.PrimaryKeyRelatedField(queryset=Tag.objects.all(), help_text="The tag that stays.")


class ReworkSerializer(serializers.ModelSerializer[Rework]):
    """What is done in batches after the answer."""

    class Meta:
        model = Rework
        fields = ["id", "kind", "name", "tickets", "created_at", "finished_at"]


class Departure(Input):
    to = serializers.PrimaryKeyRelatedField(
        queryset=User.objects.filter(is_active=True),
        default=None,
        allow_null=True,
        help_text="Who gets the unfinished tickets; null gives them back to their teams.",
    )


class TargetInput(Input):
    priority = serializers.ChoiceField(choices=Priority.choices)
    metric = serializers.ChoiceField(choices=Metric.choices)
    seconds = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    mode = serializers.ChoiceField(choices=Mode.choices, default=Mode.BUSINESS)


class PolicyInput(Input):
    name = Line(max_length=80)
    calendar = serializers.PrimaryKeyRelatedField(queryset=Calendar.objects.all())
    conditions = ConditionsField(default=dict)
    pauses_in = serializers.ListField(child=serializers.ChoiceField(choices=Category.choices), default=default_pauses)
    warnings = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=99),
        default=default_warnings,
        max_length=10,
        help_text="The shares of the time, in percent, that are warned of.",
    )
    targets = TargetInput(many=True)

    def validate_warnings(self, shares: list[int]) -> list[int]:
        return sorted(set(shares))

    def validate_targets(self, rows: list[dict[str, Any]]) -> list[SlaTarget]:
        if len({(row["priority"], row["metric"]) for row in rows}) < len(rows):
            raise serializers.ValidationError("Each priority and metric has one time.")
        return [SlaTarget(**row) for row in rows]


class PolicyUpdate(PolicyInput):
    version = serializers.IntegerField(min_value=1)


class PolicyTrialInput(PolicyInput):
    policy = serializers.PrimaryKeyRelatedField(
        queryset=SlaPolicy.objects.in_use(),
        default=None,
        allow_null=True,
        help_text="The policy it would replace, in its place of the order; null stands after all others.",
    )


class TrialOutcomeSerializer(serializers.Serializer[Any]):
    metric = serializers.ChoiceField(choices=Metric.choices)
    met = serializers.IntegerField()
    missed = serializers.IntegerField()
    open = serializers.IntegerField()
    broken = serializers.IntegerField(help_text="Promises of this kind that were in fact broken in these tickets.")


class LateSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField(source="ticket.number")
    subject = serializers.CharField(source="ticket.subject")
    metric = serializers.ChoiceField(choices=Metric.choices, source="verdict.metric")
    due_at = serializers.DateTimeField(source="verdict.due_at")
    kept_at = serializers.DateTimeField(source="verdict.kept_at", allow_null=True)


class PolicyTrialSerializer(serializers.Serializer[Any]):
    looked_at = serializers.IntegerField()
    matched = serializers.IntegerField()
    elsewhere = serializers.IntegerField(help_text="Tickets that fit, but an earlier policy takes them.")
    unpromised = serializers.IntegerField(help_text="Matched tickets that were in fact promised nothing.")
    outcomes = TrialOutcomeSerializer(many=True, source="rows")
    late = LateSerializer(many=True, help_text="The latest ten that would have been late.")
    cut = serializers.BooleanField(help_text="Time ran out before all tickets were looked at.")
    more = serializers.BooleanField(help_text="There are more tickets than are looked at.")
