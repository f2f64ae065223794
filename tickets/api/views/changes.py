"""One address for each thing that can be set; PUT twice changes once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from helpdesk.api.fields import Input
from helpdesk.api.permissions import IsAgent
from tickets.api import inputs
from tickets.api.access import person, show_again, ticket_or_404
from tickets.api.serializers import TicketSerializer
from tickets.operations.assigning import assign_team, assign_ticket
from tickets.operations.editing import set_priority
from tickets.operations.progress import set_status
from tickets.operations.snoozing import snooze_ticket, wake_ticket
from tickets.operations.tagging import set_tags


class Change(APIView):
    """Sets one thing of a ticket through one operation."""

    permission_classes = [IsAgent]
    shape: type[Input]
    field: str
    operation: Callable[..., Any]

    def change(self, request: Request, number: int) -> Response:
        ticket = ticket_or_404(request, number)
        given = self.shape(data=request.data)
        given.is_valid(raise_exception=True)
        type(self).operation(ticket, to=given.validated_data[self.field], by=person(request))
        return Response(show_again(request, ticket))


class AssignmentView(Change):
    shape, field, operation = inputs.Assignment, "assignee_id", staticmethod(assign_ticket)

    @extend_schema(request=inputs.Assignment, responses=TicketSerializer, tags=["tickets"])
    def put(self, request: Request, number: int) -> Response:
        """Give the ticket to an agent, or with null to nobody."""
        return self.change(request, number)


class StatusView(Change):
    shape, field, operation = inputs.StatusChoice, "status", staticmethod(set_status)

    @extend_schema(request=inputs.StatusChoice, responses=TicketSerializer, tags=["tickets"])
    def put(self, request: Request, number: int) -> Response:
        """Move the ticket to a status. A closed one stays closed (409)."""
        return self.change(request, number)


class PriorityView(Change):
    shape, field, operation = inputs.PriorityChoice, "priority", staticmethod(set_priority)

    @extend_schema(request=inputs.PriorityChoice, responses=TicketSerializer, tags=["tickets"])
    def put(self, request: Request, number: int) -> Response:
        """Set the priority."""
        return self.change(request, number)


class TeamView(Change):
    shape, field, operation = inputs.TeamChoice, "team", staticmethod(assign_team)

    @extend_schema(request=inputs.TeamChoice, responses=TicketSerializer, tags=["tickets"])
    def put(self, request: Request, number: int) -> Response:
        """Move the ticket to a team, or with null to none. The team decides anew who works on it."""
        return self.change(request, number)


class TagsView(Change):
    shape, field, operation = inputs.Tags, "tags", staticmethod(set_tags)

    @extend_schema(request=inputs.Tags, responses=TicketSerializer, tags=["tickets"])
    def put(self, request: Request, number: int) -> Response:
        """Make the ticket carry exactly these tags, making new ones on the way."""
        return self.change(request, number)


class SnoozeView(APIView):
    permission_classes = [IsAgent]

    @extend_schema(request=inputs.SnoozeChoice, responses=TicketSerializer, tags=["tickets"], operation_id="snooze_set")
    def put(self, request: Request, number: int) -> Response:
        """Put the ticket aside until a moment to come. A customer's message brings it back at once."""
        ticket = ticket_or_404(request, number)
        given = inputs.SnoozeChoice(data=request.data)
        given.is_valid(raise_exception=True)
        snooze_ticket(ticket, until=given.validated_data["until"], by=person(request))
        return Response(show_again(request, ticket))

    @extend_schema(responses=TicketSerializer, tags=["tickets"], operation_id="snooze_end")
    def delete(self, request: Request, number: int) -> Response:
        """Bring the ticket back now."""
        ticket = ticket_or_404(request, number)
        wake_ticket(ticket, by=person(request))
        return Response(show_again(request, ticket))
