"""What the customers of an incident are told with its updates: by hand, and with each."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from channels_inbox.selectors.incidents import told
from helpdesk.api.fields import Input
from helpdesk.api.idempotency import idempotent
from helpdesk.api.permissions import IsAgent
from knowledgebase.models import Incident, IncidentUpdate
from tickets.api.access import person
from tickets.models import AnsweredIncident
from tickets.operations.answering_incidents import LONGEST, answer_linked, linked
from tickets.operations.answering_updates import answer_each_update
from tickets.permissions import require_change

TAGS = ["status page"]


class EachUpdate(Input):
    each_update = serializers.BooleanField()


class Words(Input):
    text = serializers.CharField(max_length=LONGEST)
    resolves = serializers.BooleanField(default=False)


class AnswersOfUpdate(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    status = serializers.CharField()
    answers = serializers.IntegerField()
    sent = serializers.IntegerField()
    refused = serializers.IntegerField()
    finished_at = serializers.DateTimeField(source="done_at", allow_null=True)


class IncidentAnswersShape(serializers.Serializer[Any]):
    """Of the tickets you may see."""

    each_update = serializers.BooleanField()
    linked = serializers.IntegerField()
    updates = AnswersOfUpdate(many=True)


class IncidentAnswers(APIView):
    permission_classes = [IsAgent]

    @extend_schema(responses=IncidentAnswersShape, tags=TAGS, operation_id="incident_answers_retrieve")
    def get(self, request: Request, pk: int) -> Response:
        """How many customers an incident's updates reached, and whether each update to come is answered with."""
        return Response(_shown(request, _incident(pk)))

    @extend_schema(
        request=EachUpdate, responses=IncidentAnswersShape, tags=TAGS, operation_id="incident_answers_update"
    )
    def put(self, request: Request, pk: int) -> Response:
        """Answer its customers with each update to come, or no more; a resolving one resolves their tickets."""
        require_change(person(request))
        given = EachUpdate(data=request.data)
        given.is_valid(raise_exception=True)
        incident = _incident(pk)
        answer_each_update(incident, given.validated_data["each_update"], by=person(request))
        return Response(_shown(request, incident))


class UpdateAnswers(APIView):
    permission_classes = [IsAgent]

    @extend_schema(
        request=Words,
        responses={201: IncidentAnswersShape},
        tags=TAGS,
        operation_id="incident_answers_create",
    )
    @idempotent
    def post(self, request: Request, pk: int, update: int) -> Response:
        """Answer those of its customers who were not answered with this update, with the words of the first time."""
        require_change(person(request))
        given = Words(data=request.data)
        given.is_valid(raise_exception=True)
        found = get_object_or_404(IncidentUpdate.objects.select_related("incident"), pk=update, incident=_incident(pk))
        answer_linked(found, by=person(request), **given.validated_data)
        return Response(_shown(request, found.incident), status=201)


def _incident(pk: int) -> Incident:
    found: Incident = get_object_or_404(Incident.objects.incidents(), pk=pk)
    return found


def _shown(request: Request, incident: Incident) -> dict[str, Any]:
    return IncidentAnswersShape(
        {
            "each_update": AnsweredIncident.objects.filter(incident=incident).exists(),
            "linked": linked(incident.pk, person(request)).count(),
            "updates": told(incident, person(request)),
        }
    ).data
