"""What the status page shows, and its settings."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.settings import by, sent
from helpdesk.api.permissions import IsAgent
from knowledgebase.api.finding import person
from knowledgebase.api.incidents import (
    ComponentSerializer,
    IncidentTemplateSerializer,
    StateInput,
    StatusPageChange,
    StatusPageSerializer,
)
from knowledgebase.api.views.articles import ReadersAndWriters
from knowledgebase.models import Component, IncidentTemplate, StatusPage
from knowledgebase.operations.component_states import set_component_status
from knowledgebase.operations.components import save_status_page
from knowledgebase.status.states import Source

TAGS = ["status page"]


class ComponentList(ReadersAndWriters):
    @extend_schema(responses=ComponentSerializer(many=True), tags=TAGS, operation_id="components_list")
    def get(self, request: Request) -> Response:
        """The parts you may see, and what each is."""
        rows = Component.objects.visible_to(request.user).in_order()
        return Response(ComponentSerializer(rows, many=True).data)


class ComponentState(ReadersAndWriters):
    @extend_schema(request=StateInput, responses=ComponentSerializer, tags=TAGS, operation_id="components_state_update")
    def put(self, request: Request, pk: int) -> Response:
        """Say by hand what a part is. What comes back is what counts: the worst of what everybody says of it."""
        part = get_object_or_404(Component.objects.visible_to(request.user), pk=pk)
        now = set_component_status(part, sent(StateInput, request)["status"], source=Source.MANUAL, by=person(request))
        return Response(ComponentSerializer(now).data)


class TemplateList(APIView):
    permission_classes = [IsAgent]

    @extend_schema(responses=IncidentTemplateSerializer(many=True), tags=TAGS, operation_id="incident_templates_list")
    def get(self, request: Request) -> Response:
        """Words kept ready for incidents and maintenance."""
        return Response(
            IncidentTemplateSerializer(IncidentTemplate.objects.prefetch_related("components"), many=True).data
        )


class StatusPageView(APIView):
    permission_classes = [IsAgent]

    @extend_schema(responses=StatusPageSerializer, tags=TAGS, operation_id="status_page_retrieve")
    def get(self, request: Request) -> Response:
        """How the status page behaves."""
        return Response(StatusPageSerializer(StatusPage.settings()).data)

    @extend_schema(
        request=StatusPageChange, responses=StatusPageSerializer, tags=TAGS, operation_id="status_page_partial_update"
    )
    def patch(self, request: Request) -> Response:
        """Change some of it; for administrators."""
        if not by(request).is_admin:
            raise PermissionDenied("Only administrators may do this.")
        values = sent(StatusPageChange, request)
        seen, page = values.pop("version"), StatusPage.settings()
        for name, value in values.items():
            setattr(page, name, value)
        return Response(StatusPageSerializer(save_status_page(page, by=by(request), seen=seen)).data)
