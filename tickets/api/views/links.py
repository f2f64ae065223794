from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from helpdesk.api.fields import Input, Line
from helpdesk.api.idempotency import idempotent
from helpdesk.api.permissions import IsAgent
from tickets.api.access import person, show_again, ticket_or_404, visible
from tickets.api.inputs import VisibleTicketField
from tickets.api.serializers import TicketSerializer
from tickets.models import Message, Ticket, TicketLink
from tickets.operations.relating import link_tickets, unlink_tickets
from tickets.operations.splitting import split_ticket
from tickets.permissions import require_change

# How a link reads from its target; the others read the same, or say whose they are.
_BACK = {"child": "parent", "duplicate": "duplicated_by", "split": "split_into"}
_KINDS = ["related", "duplicate", "child", "parent"]


class NewLink(Input):
    kind = serializers.ChoiceField(choices=_KINDS, help_text="“This ticket is … of `to`”; parent: `to` is its child.")
    to = VisibleTicketField()


class LinkShape(serializers.Serializer[object]):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=[*_KINDS, "duplicated_by", "split", "split_into"])
    number = serializers.IntegerField()
    subject = serializers.CharField()
    is_finished = serializers.BooleanField()


class LinkList(APIView):
    permission_classes = [IsAgent]

    @extend_schema(responses=LinkShape(many=True), tags=["tickets"], operation_id="links_list")
    def get(self, request: Request, number: int) -> Response:
        """What the ticket has to do with others you see."""
        ticket = ticket_or_404(request, number)
        return Response([_told(link, ticket) for link in _links(request, ticket)])

    @extend_schema(request=NewLink, responses={201: LinkShape}, tags=["tickets"], operation_id="links_create")
    @idempotent
    def post(self, request: Request, number: int) -> Response:
        """Link the ticket to another. A second parent or a ring is refused (409)."""
        ticket = ticket_or_404(request, number)
        require_change(person(request))
        given = NewLink(data=request.data, context={"request": request})
        given.is_valid(raise_exception=True)
        kind, to = given.validated_data["kind"], given.validated_data["to"]
        if kind == "parent":
            link = link_tickets(to, to=ticket, kind="child", by=person(request))
        else:
            link = link_tickets(ticket, to=to, kind=kind, by=person(request))
        return Response(_told(link, ticket), status=201)


class LinkDetail(APIView):
    permission_classes = [IsAgent]

    @extend_schema(responses={204: None}, tags=["tickets"], operation_id="links_destroy")
    def delete(self, request: Request, number: int, pk: int) -> Response:
        """Take a link away."""
        ticket = ticket_or_404(request, number)
        require_change(person(request))
        unlink_tickets(get_object_or_404(_links(request, ticket), pk=pk), by=person(request))
        return Response(status=204)


class Split(Input):
    subject = Line()
    messages = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1), min_length=1, max_length=200
    )


class SplitView(APIView):
    permission_classes = [IsAgent]

    @extend_schema(request=Split, responses={201: TicketSerializer}, tags=["tickets"], operation_id="split_create")
    @idempotent
    def post(self, request: Request, number: int) -> Response:
        """Open a ticket with copies of some messages (customers' and notes), linked to this one."""
        ticket = ticket_or_404(request, number)
        require_change(person(request))
        given = Split(data=request.data)
        given.is_valid(raise_exception=True)
        chosen = Message.objects.filter(pk__in=given.validated_data["messages"])
        new = split_ticket(ticket, messages=list(chosen), subject=given.validated_data["subject"], by=person(request))
        return Response(show_again(request, new), status=201)


def _links(request: Request, ticket: Ticket) -> Any:
    seen = visible(request).values("pk")
    ends = Q(source=ticket, target__in=seen) | Q(target=ticket, source__in=seen)
    return TicketLink.objects.filter(ends).select_related("source", "target").order_by("pk")


def _told(link: TicketLink, ticket: Ticket) -> dict[str, Any]:
    back = link.target_id == ticket.pk
    other = link.source if back else link.target
    return {
        "id": link.pk,
        "kind": _BACK.get(link.kind, link.kind) if back else link.kind,
        "number": other.number,
        "subject": other.subject,
        "is_finished": other.is_finished,
    }
