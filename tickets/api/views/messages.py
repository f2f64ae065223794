from __future__ import annotations

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from helpdesk.api.idempotency import idempotent
from helpdesk.api.pagination import KeysetPagination
from tickets.api.access import person, ticket_or_404
from tickets.api.inputs import Answer, NewMessage
from tickets.api.serializers import MessageDetailSerializer, MessageSerializer
from tickets.models import Event, Message, Ticket
from tickets.models.kinds import ChannelKind
from tickets.operations.messages import Content
from tickets.operations.receiving import receive_reply
from tickets.operations.replying import add_note, post_reply

ANY_NEW_MESSAGE = PolymorphicProxySerializer(
    component_name="AnyNewMessage", serializers=[NewMessage, Answer], resource_type_field_name=None
)


def _readable(request: Request, ticket: Ticket) -> QuerySet[Message]:
    rows = Message.objects.filter(ticket=ticket).select_related("author_user", "author_customer")
    if not person(request).is_agent:
        rows = rows.filter(public=True)
    return rows.prefetch_related("attachments", "author_customer__identities")


class MessageList(GenericAPIView[Message]):
    serializer_class = MessageSerializer
    pagination_class = KeysetPagination
    queryset = Message.objects.none()

    @extend_schema(responses=MessageSerializer(many=True), operation_id="messages_list", tags=["messages"])
    def get(self, request: Request, number: int) -> Response:
        """A ticket's messages, oldest first. Customers see what was said to them, without notes."""
        rows = _readable(request, ticket_or_404(request, number))
        pages = KeysetPagination(("id",))
        page = pages.paginate_queryset(rows, request, self)
        return pages.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(request=ANY_NEW_MESSAGE, responses={201: MessageSerializer}, tags=["messages"])
    @idempotent
    def post(self, request: Request, number: int) -> Response:
        """Write into a ticket: a reply by mail or a note as an agent, an answer as its customer."""
        ticket = ticket_or_404(request, number)
        event = _write(request, ticket) if person(request).is_agent else _answer(request, ticket)
        message = _readable(request, ticket).get(event=event)
        return Response(self.get_serializer(message).data, status=201)


class MessageDetail(GenericAPIView[Message]):
    serializer_class = MessageDetailSerializer
    queryset = Message.objects.none()

    @extend_schema(tags=["messages"], operation_id="messages_retrieve")
    def get(self, request: Request, number: int, pk: int) -> Response:
        """One message with its HTML."""
        rows = _readable(request, ticket_or_404(request, number)).select_related("html_body")
        return Response(self.get_serializer(get_object_or_404(rows, pk=pk)).data)


def _write(request: Request, ticket: Ticket) -> Event:
    given = NewMessage(data=request.data, context={"request": request})
    given.is_valid(raise_exception=True)
    values, by = given.validated_data, person(request)
    if values["kind"] == "note":
        return add_note(ticket, by=by, text=values["text"], uploads=values["attachments"])
    return post_reply(
        ticket,
        by=by,
        text=values["text"],
        channel=ChannelKind.EMAIL,
        uploads=values["attachments"],
        status=values["status"],
    )


def _answer(request: Request, ticket: Ticket) -> Event:
    given = Answer(data=request.data, context={"request": request})
    given.is_valid(raise_exception=True)
    return receive_reply(
        ticket,
        Content(text=given.validated_data["text"]),
        by=ticket.requester,
        channel=ChannelKind.API,
        verified=True,
        uploads=given.validated_data["attachments"],
    )
