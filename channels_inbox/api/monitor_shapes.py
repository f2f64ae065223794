"""Monitors and subscribers as programs read and send them. Monitors are written through the form of their page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from channels_inbox.forms.monitor import FORMS, MonitorForm
from helpdesk.api.fields import Input, Line
from knowledgebase.models import Component, Monitor, MonitorCheck, Subscriber
from knowledgebase.monitoring.kinds import Kind
from knowledgebase.status.states import State

_COMMON = [
    *("component", "interval_seconds", "timeout_seconds", "failures_needed", "successes_needed", "down_status"),
    *("drafts_incident", "resolves_incident"),
]


class MonitorSerializer(serializers.ModelSerializer[Monitor]):
    address = serializers.SerializerMethodField(help_text="Where a job or Alertmanager calls; empty for other kinds.")

    class Meta:
        model = Monitor
        fields = [
            *("id", "name", "kind", "params", *_COMMON, "version", "paused_at", "state", "since", "trouble", "warning"),
            *("milliseconds", "checked_at", "heard_at", "next_due", "address"),
        ]

    @extend_schema_field(serializers.CharField())
    def get_address(self, monitor: Monitor) -> str:
        name = "monitor_alerts" if monitor.kind == Kind.ALERTS else "monitor_heartbeat"
        return settings.SITE_URL + reverse(name, args=[monitor.key]) if monitor.key else ""


class NewMonitorSerializer(MonitorSerializer):
    secret = serializers.SerializerMethodField(help_text="Of an Alertmanager monitor; shown once.")

    class Meta(MonitorSerializer.Meta):
        fields = [*MonitorSerializer.Meta.fields, "secret"]

    @extend_schema_field(serializers.CharField())
    def get_secret(self, monitor: Monitor) -> str:
        return str(self.context["secret"])


class MonitorInput(Input):
    """`params` holds what its kind asks for (docs/monitors.md)."""

    name = Line(max_length=120)
    params = serializers.DictField(default=dict)
    component = serializers.PrimaryKeyRelatedField(queryset=Component.objects.all(), allow_null=True, default=None)
    interval_seconds = serializers.IntegerField(default=60)
    timeout_seconds = serializers.IntegerField(default=10)
    failures_needed = serializers.IntegerField(default=2)
    successes_needed = serializers.IntegerField(default=2)
    down_status = serializers.ChoiceField(choices=State.choices, default=State.MAJOR_OUTAGE)
    drafts_incident = serializers.BooleanField(default=False)
    resolves_incident = serializers.BooleanField(default=True)


class NewMonitor(MonitorInput):
    kind = serializers.ChoiceField(choices=Kind.choices)


class MonitorChange(MonitorInput):
    version = serializers.IntegerField(min_value=1)


class MonitorCheckSerializer(serializers.ModelSerializer[MonitorCheck]):
    class Meta:
        model = MonitorCheck
        fields = ["at", "verdict", "milliseconds", "trouble"]


class SubscriberSerializer(serializers.ModelSerializer[Subscriber]):
    components = serializers.PrimaryKeyRelatedField[Component](many=True, read_only=True)

    class Meta:
        model = Subscriber
        fields = ["id", "kind", "email", "url", "whole_page", "components", "confirmed_at", "created_at"]


class NewSubscriber(Input):
    email = serializers.EmailField(max_length=254, help_text="Asked by mail to confirm.")
    url = serializers.URLField(max_length=500, default="", allow_blank=True, help_text="A webhook; empty, by mail.")
    components = serializers.PrimaryKeyRelatedField(
        many=True,
        queryset=Component.objects.all(),
        default=list,  # type: ignore[arg-type]
        help_text="Only these parts; none is the whole page.",
    )


def form_of(monitor: Monitor, values: dict[str, Any]) -> MonitorForm:
    """Return the form of the monitor's kind, filled with what a program sent."""
    component = values.pop("component")
    kind = FORMS[monitor.kind]
    # What a page would have filled in.
    usual = {name: kind.base_fields[name].initial for name in kind.plain}
    data = {**usual, **values.pop("params"), **values, "component": component.pk if component else ""}
    return kind(data, initial={name: values[name] for name in ("interval_seconds", "timeout_seconds")})
