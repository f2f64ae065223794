"""Incidents and maintenance: read by whoever may, told of by those who answer."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.settings import sent
from helpdesk.api.idempotency import idempotent
from helpdesk.api.pagination import KeysetPagination
from knowledgebase.api.finding import organizations_of, person
from knowledgebase.api.incidents import (
    IncidentChange,
    IncidentQuery,
    IncidentSerializer,
    NewIncident,
    NewMaintenance,
    NewUpdate,
)
from knowledgebase.api.views.articles import ReadersAndWriters
from knowledgebase.models import Component, Incident
from knowledgebase.models.incident import IncidentQuerySet
from knowledgebase.operations.incident_records import Settings, settle_incident
from knowledgebase.operations.incidents import open_incident, post_update, publish_incident
from knowledgebase.operations.maintenances import plan_maintenance

TAGS = ["status page"]


class IncidentList(ReadersAndWriters):
    @extend_schema(
        parameters=[IncidentQuery],
        responses=IncidentSerializer(many=True),
        tags=TAGS,
        operation_id="incidents_list",
    )
    def get(self, request: Request) -> Response:
        """The incidents and maintenance you may read, newest first; drafts too for colleagues."""
        query = IncidentQuery(data={k: v for k, v in request.query_params.items() if k not in {"cursor", "page_size"}})
        query.is_valid(raise_exception=True)
        asked, found = query.validated_data, incidents(request)
        if "kind" in asked:
            found = found.filter(kind=asked["kind"])
        if "open" in asked:
            found = found.filter(resolved_at__isnull=asked["open"])
        pages = KeysetPagination()
        rows = pages.paginate_queryset(found.order_by("-pk"), request)
        return pages.get_paginated_response(_shown(request, rows, many=True))

    @extend_schema(request=NewIncident, responses={201: IncidentSerializer}, tags=TAGS, operation_id="incidents_create")
    @idempotent
    def post(self, request: Request) -> Response:
        """Open an incident: published at once, as a draft, or at a moment to come."""
        given = sent(NewIncident, request)
        incident = open_incident(
            given["title"],
            components=states_of(given.get("components")),
            body=given["body"],
            status=given["status"],
            draft=given["draft"],
            publish_at=given.get("publish_at"),
            visibility=given["visibility"],
            organizations=organizations_of(given.get("organizations")),
            by=person(request),
        )
        return Response(_shown(request, incident_or_404(request, incident.pk)), status=201)


class IncidentDetail(ReadersAndWriters):
    @extend_schema(responses=IncidentSerializer, tags=TAGS, operation_id="incidents_retrieve")
    def get(self, request: Request, pk: int) -> Response:
        """One incident with its updates, the latest first."""
        return Response(_shown(request, incident_or_404(request, pk)))

    @extend_schema(request=IncidentChange, responses=IncidentSerializer, tags=TAGS, operation_id="incidents_update")
    def put(self, request: Request, pk: int) -> Response:
        """Replace its title, readers and impact. Send the `version` you read; 409 when it is older."""
        incident = incident_or_404(request, pk)
        given = sent(IncidentChange, request)
        settings = Settings(
            title=given["title"],
            visibility=given["visibility"],
            organizations=organizations_of(given.get("organizations")),
            impact=given["impact"],
            pinned=given["pinned"],
            publish_at=given["publish_at"],
        )
        settle_incident(incident, settings, by=person(request), seen=given["version"])
        return Response(_shown(request, incident_or_404(request, pk)))


class IncidentUpdates(ReadersAndWriters):
    @extend_schema(
        request=NewUpdate, responses={201: IncidentSerializer}, tags=TAGS, operation_id="incidents_updates_create"
    )
    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        """Tell what is new. “resolved” and “completed” give every part back."""
        incident = incident_or_404(request, pk)
        given = sent(NewUpdate, request)
        states = states_of(given.get("components"))
        status, body, silent = given["status"], given["body"], given["silent"]
        post_update(incident, status, body, components=states, silent=silent, by=person(request))
        return Response(_shown(request, incident_or_404(request, pk)), status=201)


class IncidentPublication(ReadersAndWriters):
    @extend_schema(request=None, responses=IncidentSerializer, tags=TAGS, operation_id="incidents_publication_create")
    def post(self, request: Request, pk: int) -> Response:
        """Publish a draft. Asked again, nothing happens."""
        publish_incident(incident_or_404(request, pk), by=person(request))
        return Response(_shown(request, incident_or_404(request, pk)))


class MaintenanceList(ReadersAndWriters):
    @extend_schema(
        request=NewMaintenance, responses={201: IncidentSerializer}, tags=TAGS, operation_id="maintenances_create"
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Plan work; unless told otherwise it starts and ends by itself and gives its parts back."""
        given = sent(NewMaintenance, request)
        given["components"] = list(_known(given.get("components", [])).values())
        given["organizations"] = organizations_of(given.get("organizations"))
        maintenance = plan_maintenance(given.pop("title"), by=person(request), **given)
        return Response(_shown(request, incident_or_404(request, maintenance.pk)), status=201)


def incidents(request: Request) -> IncidentQuerySet:
    rows: IncidentQuerySet = Incident.objects.visible_to(request.user)
    return rows.prefetch_related("touched", "updates__corrections")


def incident_or_404(request: Request, pk: int) -> Incident:
    return get_object_or_404(incidents(request), pk=pk)


def states_of(sent: list[dict[str, Any]] | None) -> dict[Component, str]:
    wanted = {one["id"]: one["status"] for one in sent or []}
    found = _known(list(wanted))
    return {found[pk]: status for pk, status in wanted.items()}


def _known(pks: list[int]) -> dict[int, Component]:
    found: dict[int, Component] = Component.objects.in_bulk(pks)
    if len(found) < len(set(pks)):
        raise ValidationError({"components": ["One of them does not exist."]})
    return found


def _shown(request: Request, rows: Any, *, many: bool = False) -> Any:
    known = set(Component.objects.visible_to(request.user).values_list("pk", flat=True))
    return IncidentSerializer(rows, many=many, context={"request": request, "components": known}).data
