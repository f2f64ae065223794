"""Incidents, parts and maintenance as JSON, and what programs send of them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from helpdesk.api.fields import Input, Line, Query, Words
from knowledgebase.models import (
    Component,
    Incident,
    IncidentComponent,
    IncidentTemplate,
    IncidentUpdate,
    StatusPage,
    Visibility,
)
from knowledgebase.operations.incidents import OPEN
from knowledgebase.status.states import Impact, State

Status = Incident.Status


class ComponentSerializer(serializers.ModelSerializer[Component]):
    group = serializers.CharField(source="group.name", default="", read_only=True)

    class Meta:
        model = Component
        fields = [
            *("id", "name", "description", "group", "position", "status", "visibility", "only_when_degraded"),
            *("shows_uptime", "start_date", "changed_at", "version"),
        ]


class StateInput(Input):
    status = serializers.ChoiceField(choices=State.choices)


class IncidentUpdateSerializer(serializers.ModelSerializer[IncidentUpdate]):
    """One update; readers find only the parts they may see in `changes`."""

    corrected = serializers.SerializerMethodField()
    changes = serializers.SerializerMethodField()

    class Meta:
        model = IncidentUpdate
        fields = ["id", "status", "body", "html", "changes", "at", "corrected"]

    def get_corrected(self, update: IncidentUpdate) -> bool:
        return bool(update.corrections.all())

    def get_changes(self, update: IncidentUpdate) -> list[dict[str, Any]]:
        known = self.context["components"]
        return [change for change in update.changes if change["component"] in known]


class TouchedSerializer(serializers.ModelSerializer[IncidentComponent]):
    class Meta:
        model = IncidentComponent
        fields = ["component_id", "status", "worst"]


class IncidentSerializer(serializers.ModelSerializer[Incident]):
    components = serializers.SerializerMethodField()
    updates = IncidentUpdateSerializer(many=True, read_only=True)

    class Meta:
        model = Incident
        fields = [
            *("id", "kind", "title", "status", "impact", "visibility", "published_at", "started_at", "resolved_at"),
            *("pinned", "backfilled", "scheduled_from", "scheduled_until", "runs_itself", "components", "updates"),
            "version",
        ]

    def get_components(self, incident: Incident) -> list[dict[str, Any]]:
        known = self.context["components"]
        rows = [one for one in incident.touched.all() if one.component_id in known]
        return TouchedSerializer(rows, many=True).data  # type: ignore[return-value]


class IncidentQuery(Query):
    kind = serializers.ChoiceField(choices=Incident.Kind.choices, required=False)
    open = serializers.BooleanField(required=False)


class ReadersInput(Input):
    visibility = serializers.ChoiceField(choices=Visibility.choices, default=Visibility.PUBLIC)
    organizations = serializers.ListField(child=serializers.IntegerField(), required=False, max_length=200)


class PartInput(Input):
    id = serializers.IntegerField()
    status = serializers.ChoiceField(choices=[s for s in State.choices if s[0] != State.MAINTENANCE])


class NewIncident(ReadersInput):
    title = Line(max_length=150)
    body = Words(max_length=10_000, help_text="Markdown.")
    status = serializers.ChoiceField(choices=[(one.value, one.label) for one in OPEN], default=Status.INVESTIGATING)
    components = PartInput(many=True, required=False)
    draft = serializers.BooleanField(default=False)
    publish_at = serializers.DateTimeField(required=False, allow_null=True)


class NewMaintenance(ReadersInput):
    title = Line(max_length=150)
    body = Words(max_length=10_000, required=False, allow_blank=True, default="", help_text="Markdown.")
    components = serializers.ListField(child=serializers.IntegerField(), required=False, max_length=200)
    begins = serializers.DateTimeField()
    ends = serializers.DateTimeField()
    runs_itself = serializers.BooleanField(default=True)
    draft = serializers.BooleanField(default=False)


class NewUpdate(Input):
    status = serializers.ChoiceField(choices=Status.choices)
    body = Words(max_length=10_000, required=False, allow_blank=True, default="", help_text="Markdown.")
    components = PartInput(many=True, required=False)
    silent = serializers.BooleanField(default=False, help_text="Tell no subscribers.")


class IncidentChange(ReadersInput):
    version = serializers.IntegerField(min_value=1)
    title = Line(max_length=150)
    impact = serializers.ChoiceField(
        choices=Impact.choices, required=False, allow_blank=True, default="", help_text="Empty follows the parts."
    )
    pinned = serializers.BooleanField(default=False)
    publish_at = serializers.DateTimeField(required=False, allow_null=True, default=None)


class IncidentTemplateSerializer(serializers.ModelSerializer[IncidentTemplate]):
    class Meta:
        model = IncidentTemplate
        fields = ["id", "name", "kind", "title", "body", "status", "components", "component_status", "version"]


class StatusPageSerializer(serializers.ModelSerializer[StatusPage]):
    class Meta:
        model = StatusPage
        fields = ["intro", "remind_hours", "nudge_hours", "version"]


class StatusPageChange(Input):
    version = serializers.IntegerField(min_value=1, help_text="The version you read; an older one is refused.")
    intro = Line(required=False, allow_blank=True, max_length=300)
    remind_hours = serializers.IntegerField(required=False, min_value=0)
    nudge_hours = serializers.IntegerField(required=False, min_value=0)
