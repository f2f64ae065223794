from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.operations.identifying import identify
from helpdesk.api.fields import Input, Line, Words
from helpdesk.api.idempotency import idempotent
from helpdesk.api.permissions import IsAgent
from tickets.api.access import person, ticket_or_404
from tickets.api.serializers import MessageSerializer
from tickets.models import Attachment, Message, SideConversation, Ticket
from tickets.operations.conferring import files_of, start_side, write_side
from tickets.permissions import require_change
from tickets.selectors import sources_of


class SideSerializer(serializers.ModelSerializer[SideConversation]):
    class Meta:
        model = SideConversation
        fields = ["id", "subject", "address", "created_at"]


class NewSideMessage(Input):
    text = Words()
    files = serializers.ListField(
        child=Line(max_length=40),
        required=False,
        default=list,
        max_length=20,
        help_text="Tokens of attachments of the ticket that go along.",
    )


class NewSide(NewSideMessage):
    address = serializers.EmailField(max_length=254)
    name = Line(max_length=200, required=False, default="", allow_blank=True)
    subject = Line()
    wait = serializers.BooleanField(required=False, default=False, help_text="The ticket waits on someone else then.")


class SideList(APIView):
    permission_classes = [IsAgent]

    @extend_schema(responses=SideSerializer(many=True), tags=["side conversations"], operation_id="sides_list")
    def get(self, request: Request, number: int) -> Response:
        """The ticket's side conversations, also those of tickets merged into it. Its customer never sees them."""
        return Response(SideSerializer(_sides(ticket_or_404(request, number)), many=True).data)

    @extend_schema(
        request=NewSide, responses={201: SideSerializer}, tags=["side conversations"], operation_id="sides_create"
    )
    @idempotent
    def post(self, request: Request, number: int) -> Response:
        """Write to somebody outside by mail, in a thread of its own."""
        ticket, by = ticket_or_404(request, number), person(request)
        require_change(by)
        given = NewSide(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        event = start_side(
            ticket,
            person=identify(kind="email", value=values["address"], name=values["name"]),
            subject=values["subject"],
            text=values["text"],
            by=by,
            files=_named(ticket, values["files"]),
            wait=values["wait"],
        )
        assert event.message is not None
        return Response(SideSerializer(event.message.aside.side).data, status=201)


class SideMessageList(APIView):
    permission_classes = [IsAgent]

    @extend_schema(
        responses=MessageSerializer(many=True), tags=["side conversations"], operation_id="side_messages_list"
    )
    def get(self, request: Request, number: int, pk: int) -> Response:
        """What was said in a side conversation, oldest first."""
        side = _side(request, number, pk)
        return Response(MessageSerializer(_said(side), many=True, context={"request": request}).data)

    @extend_schema(
        request=NewSideMessage,
        responses={201: MessageSerializer},
        tags=["side conversations"],
        operation_id="side_messages_create",
    )
    @idempotent
    def post(self, request: Request, number: int, pk: int) -> Response:
        """Write again in a side conversation."""
        side, by = _side(request, number, pk), person(request)
        require_change(by)
        given = NewSideMessage(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        files = _named(ticket_or_404(request, number), values["files"])
        event = write_side(side, text=values["text"], by=by, files=files)
        message = _said(side).get(event=event)
        return Response(MessageSerializer(message, context={"request": request}).data, status=201)


def _side(request: Request, number: int, pk: int) -> SideConversation:
    sides = _sides(ticket_or_404(request, number))
    return get_object_or_404(sides.select_related("ticket", "person"), pk=pk)


def _sides(ticket: Ticket) -> QuerySet[SideConversation]:
    return SideConversation.objects.filter(ticket__in=[ticket.pk, *sources_of(ticket)])


def _said(side: SideConversation) -> Any:
    rows = Message.objects.filter(aside__side=side).select_related("author_user", "author_customer").order_by("pk")
    return rows.prefetch_related("attachments", "author_customer__identities")


def _named(ticket: Ticket, tokens: list[str]) -> list[Attachment]:
    here = {file.token: file for file in files_of(ticket)} if tokens else {}
    if missing := [token for token in tokens if token not in here]:
        raise serializers.ValidationError({"files": [f"No file of this ticket is {token!r}." for token in missing]})
    return [here[token] for token in dict.fromkeys(tokens)]
