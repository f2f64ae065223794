from __future__ import annotations

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from helpdesk.api.fields import Input
from helpdesk.api.idempotency import idempotent
from helpdesk.api.permissions import IsAgent
from knowledgebase.models import Incident
from tickets.api.access import person, ticket_or_404
from tickets.models import IncidentTicket
from tickets.operations.incidents import link_incident, unlink_incident
from tickets.permissions import require_change


class Cause(Input):
    incident = serializers.PrimaryKeyRelatedField(queryset=Incident.objects.incidents())


class IncidentOfTicket(serializers.ModelSerializer[IncidentTicket]):
    title = serializers.CharField(source="incident.title", read_only=True)

    class Meta:
        model = IncidentTicket
        fields = ["incident", "title", "state", "source", "reason", "likeness", "created_at", "decided_at"]


class TicketIncidents(APIView):
    permission_classes = [IsAgent]

    @extend_schema(responses=IncidentOfTicket(many=True), tags=["tickets"], operation_id="ticket_incidents_list")
    def get(self, request: Request, number: int) -> Response:
        """The incidents that cause the ticket, or may, or were said not to."""
        links = ticket_or_404(request, number).incidents.select_related("incident").order_by("pk")
        return Response(IncidentOfTicket(links, many=True).data)

    @extend_schema(
        request=Cause, responses={201: IncidentOfTicket}, tags=["tickets"], operation_id="ticket_incidents_create"
    )
    @idempotent
    def post(self, request: Request, number: int) -> Response:
        """Say that an incident causes the ticket."""
        ticket = ticket_or_404(request, number)
        require_change(person(request))
        given = Cause(data=request.data)
        given.is_valid(raise_exception=True)
        link = link_incident(ticket, given.validated_data["incident"], by=person(request))
        return Response(IncidentOfTicket(link).data, status=201)


class TicketIncident(APIView):
    permission_classes = [IsAgent]

    @extend_schema(responses={204: None}, tags=["tickets"], operation_id="ticket_incidents_destroy")
    def delete(self, request: Request, number: int, pk: int) -> Response:
        """Say that the ticket has another cause; `pk` is the incident's."""
        ticket = ticket_or_404(request, number)
        require_change(person(request))
        link = get_object_or_404(ticket.incidents.select_related("incident"), incident=pk)
        unlink_incident(ticket, link.incident, by=person(request))
        return Response(status=204)
