from __future__ import annotations

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from helpdesk.api.fields import Input
from helpdesk.api.permissions import IsAgent
from tickets.api.access import person, show_again, ticket_or_404, visible
from tickets.api.inputs import VisibleTicketField
from tickets.api.serializers import TicketSerializer
from tickets.models import Message, TicketMerge
from tickets.operations.merging import merge_tickets, undo_merge
from tickets.permissions import require_change


class MergeChoice(Input):
    into = VisibleTicketField()


class UndoChoice(Input):
    take = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
        required=False,
        default=list,
        max_length=200,
        help_text="Ids of messages written into the other ticket since that come along.",
    )


class Merged(serializers.Serializer[object]):
    into = serializers.IntegerField(allow_null=True, help_text="Number of the ticket it became part of.")
    sources = serializers.ListField(child=serializers.IntegerField(), help_text="Numbers of what became part of it.")


class MergeView(APIView):
    permission_classes = [IsAgent]

    @extend_schema(responses=Merged, tags=["tickets"], operation_id="merge_retrieve")
    def get(self, request: Request, number: int) -> Response:
        """What it was merged into and what was merged into it, as far as you see those tickets."""
        ticket = ticket_or_404(request, number)
        edges = TicketMerge.objects.filter(undone_at=None)
        seen = visible(request).values("pk")
        into = edges.filter(source=ticket, into__in=seen).values_list("into__number", flat=True).first()
        sources = edges.filter(into=ticket, source__in=seen).order_by("pk").values_list("source__number", flat=True)
        return Response({"into": into, "sources": list(sources)})

    @extend_schema(request=MergeChoice, responses=TicketSerializer, tags=["tickets"], operation_id="merge_create")
    def put(self, request: Request, number: int) -> Response:
        """Make this ticket part of another. Its messages are read there from now on; 409 when that cannot be."""
        ticket = ticket_or_404(request, number)
        require_change(person(request))
        given = MergeChoice(data=request.data, context={"request": request})
        given.is_valid(raise_exception=True)
        merge_tickets(ticket, into=given.validated_data["into"], by=person(request))
        return Response(show_again(request, ticket))

    @extend_schema(request=UndoChoice, responses=TicketSerializer, tags=["tickets"], operation_id="merge_undo")
    def delete(self, request: Request, number: int) -> Response:
        """Take the merge back. What was written since stays in the other ticket, but for what you `take`."""
        ticket = ticket_or_404(request, number)
        require_change(person(request))
        edges = TicketMerge.objects.filter(source=ticket, target__in=visible(request).values("pk"), undone_at=None)
        edge = get_object_or_404(edges.select_related("source", "target"))
        given = UndoChoice(data=request.data)
        given.is_valid(raise_exception=True)
        taking = Message.objects.filter(ticket=edge.target, pk__in=given.validated_data["take"]).order_by("created_at")
        undo_merge(edge, by=person(request), taking=list(taking))
        return Response(show_again(request, ticket))
