from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from helpdesk.api.idempotency import idempotent
from helpdesk.api.pagination import KeysetPagination
from helpdesk.api.refusals import Conflict
from tickets.api.access import person, ticket_or_404
from tickets.api.inputs import Answer, NewMessage
from tickets.api.serializers import MessageDetailSerializer, MessageSerializer
from tickets.errors import WrittenMeanwhile
from tickets.models import Event, Message, Ticket
from tickets.models.kinds import ChannelKind
from tickets.operations.messages import Content
from tickets.operations.receiving import receive_reply
from tickets.operations.replying import add_note
from tickets.selectors import sources_of


class Newer(serializers.Serializer[Any]):
    detail = serializers.CharField()
    newer = MessageSerializer(many=True, help_text="What you have not read, oldest first.")


class Unread(Conflict):
    """Nothing was written: the client has not read everything."""

    def __init__(self, text: str, newer: Any) -> None:
        super().__init__(text)
        # As it is: REST framework would turn its numbers into words.
        self.detail: Any = {"detail": text, "newer": newer}


def _readable(request: Request, ticket: Ticket) -> QuerySet[Message]:
    by_agent = person(request).is_agent
    # Agents read in a ticket what was merged into it; its customer reads what was said to them.
    tickets = [ticket.pk, *sources_of(ticket)] if by_agent else [ticket.pk]
    # Side conversations have an address of their own.
    rows = Message.objects.filter(ticket__in=tickets, aside=None).select_related("author_user", "author_customer")
    if not by_agent:
        rows = rows.filter(public=True)
    return rows.prefetch_related("attachments", "author_customer__identities")


class MessageList(GenericAPIView[Message]):
    takes: type[NewMessage] = NewMessage
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

    @idempotent
    def post(self, request: Request, number: int) -> Response:
        """Write into a ticket: a reply or a note as an agent, an answer as its customer.

        A reply goes by the `way` it names: `email`, `chat`, or another of `tickets/<number>/ways/`. Without one it
        goes as the composer would send it: the way the customer wrote on last, if that is open. With
        `last_seen_message_id` the answer is 409 with the newer messages when somebody else wrote since.
        """
        ticket = ticket_or_404(request, number)
        event = self.write(request, ticket) if person(request).is_agent else _answer(request, ticket)
        message = _readable(request, ticket).get(event=event)
        return Response(self.get_serializer(message).data, status=201)

    def write(self, request: Request, ticket: Ticket) -> Event:
        """Write what an agent sent, by `reply` where it is one."""
        given = self.takes(data=request.data, context={"request": request})
        given.is_valid(raise_exception=True)
        values, by = given.validated_data, person(request)
        written = {"text": values["text"], "uploads": values["attachments"], "seen": _position(ticket, values)}
        try:
            if values["kind"] == "note":
                return add_note(ticket, by=by, **written)
            return self.reply(ticket, values, by=by, status=values["status"], **written)
        except WrittenMeanwhile as error:
            unread = _readable(request, ticket).filter(event__in=error.events).order_by("pk")
            raise Unread(str(error), MessageSerializer(unread, many=True, context={"request": request}).data) from error

    def reply(self, ticket: Ticket, values: dict[str, Any], *, by: User, **written: Any) -> Event:
        """Send a reply. The wires are above this room, and so is who knows them (`channels_inbox.api.messages`)."""
        raise NotImplementedError


class MessageDetail(GenericAPIView[Message]):
    serializer_class = MessageDetailSerializer
    queryset = Message.objects.none()

    @extend_schema(tags=["messages"], operation_id="messages_retrieve")
    def get(self, request: Request, number: int, pk: int) -> Response:
        """One message with its HTML."""
        rows = _readable(request, ticket_or_404(request, number)).select_related("html_body")
        return Response(self.get_serializer(get_object_or_404(rows, pk=pk)).data)


def _position(ticket: Ticket, values: dict[str, Any]) -> int | None:
    """Return the place in the ticket's timeline of the message a client has read; None when it does not say."""
    pk = values["last_seen_message_id"]
    if pk is None:
        return None
    position = Event.objects.filter(ticket=ticket, message=pk).values_list("seq", flat=True).first()
    if position is None:
        raise ValidationError({"last_seen_message_id": ["This ticket has no such message."]})
    return position


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
