from __future__ import annotations

from typing import Any

from django.db import transaction
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Customer
from accounts.operations.identifying import identify
from helpdesk.api.idempotency import idempotent
from helpdesk.api.pagination import KeysetPagination
from tickets.api.access import person, show, show_again, ticket_or_404, visible
from tickets.api.filters import RequestQuery, TicketQuery, narrow
from tickets.api.inputs import NewRequest, NewTicket, TicketChange
from tickets.api.serializers import RequestSerializer, TicketSerializer
from tickets.models import Ticket
from tickets.models.kinds import ChannelKind, Priority
from tickets.operations.editing import set_subject, set_type
from tickets.operations.filling import read_fields
from tickets.operations.messages import Content
from tickets.operations.opening import open_ticket
from tickets.operations.tagging import set_tags
from tickets.permissions import require_change

ANY_TICKET = PolymorphicProxySerializer(
    component_name="AnyTicket",
    serializers=[TicketSerializer, RequestSerializer],
    resource_type_field_name=None,
)
ANY_NEW_TICKET = PolymorphicProxySerializer(
    component_name="AnyNewTicket", serializers=[NewTicket, NewRequest], resource_type_field_name=None
)


class TicketList(GenericAPIView[Ticket]):
    pagination_class = KeysetPagination
    queryset = Ticket.objects.none()

    @extend_schema(parameters=[TicketQuery], responses=ANY_TICKET, operation_id="tickets_list", tags=["tickets"])
    def get(self, request: Request) -> Response:
        """Tickets you may see, the latest message first; with `updated_after`, the oldest change first.

        Customers see their own requests in the shorter form, and may ask for `updated_after` only.
        """
        by = person(request)
        query = (TicketQuery if by.is_agent else RequestQuery)(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        pages = KeysetPagination(_order(asked, agent=by.is_agent))
        rows = narrow(visible(request), asked, by=by).for_list().select_related("organization", "request_type")
        page = pages.paginate_queryset(rows, request, self)
        return pages.get_paginated_response(show(request, page, many=True))

    @extend_schema(request=ANY_NEW_TICKET, responses={201: ANY_TICKET}, tags=["tickets"])
    @idempotent
    def post(self, request: Request) -> Response:
        """Open a ticket: for a customer as an agent, or your own as a customer."""
        ticket = _for_customer(request) if person(request).is_agent else _own(request)
        return Response(show_again(request, ticket), status=201)


class TicketDetail(GenericAPIView[Ticket]):
    queryset = Ticket.objects.none()

    @extend_schema(responses=ANY_TICKET, operation_id="tickets_retrieve", tags=["tickets"])
    def get(self, request: Request, number: int) -> Response:
        """One ticket."""
        rows = visible(request).for_list().select_related("organization", "request_type")
        return Response(show(request, get_object_or_404(rows, number=number)))

    @extend_schema(request=TicketChange, responses=TicketSerializer, tags=["tickets"])
    def patch(self, request: Request, number: int) -> Response:
        """Reword the subject or change the type."""
        ticket = ticket_or_404(request, number)
        by = person(request)
        require_change(by)
        given = TicketChange(data=request.data)
        given.is_valid(raise_exception=True)
        with transaction.atomic():
            if "subject" in given.validated_data:
                set_subject(ticket, to=given.validated_data["subject"], by=by)
            if "type" in given.validated_data:
                set_type(ticket, to=given.validated_data["type"], by=by)
        return Response(show_again(request, ticket))


def _order(asked: dict[str, Any], *, agent: bool) -> tuple[str, str]:
    if "updated_after" in asked:
        return ("updated_at", "id")
    return ("-last_message_at", "-id")


def _for_customer(request: Request) -> Ticket:
    by = person(request)
    require_change(by)
    given = NewTicket(data=request.data, context={"request": request})
    given.is_valid(raise_exception=True)
    values = given.validated_data
    requester = values.get("requester_id") or identify(
        kind="email", value=values["requester"]["email"], name=values["requester"]["name"]
    )
    ours = values["author"] == "me"
    ticket = open_ticket(
        by=by if ours else requester,
        requester=requester,
        subject=values["subject"],
        content=Content(text=values["text"]),
        channel=ChannelKind.EMAIL if ours else ChannelKind.API,
        team=values["team"],
        assignee=values["assignee_id"],
        priority=values.get("priority", Priority.NORMAL),
        type=values["type"],
        follow_up_of=values["follow_up_of"],
        uploads=values["attachments"],
        request_type=values["request_type"],
        fields=read_fields(values["custom_fields"]),
    ).ticket
    if values["tags"]:
        set_tags(ticket, to=[*ticket.tags.values_list("name", flat=True), *values["tags"]], by=by)
    return ticket


def _own(request: Request) -> Ticket:
    customer = Customer.objects.select_related("organization").filter(user=person(request)).first()
    if customer is None:
        raise PermissionDenied("Prove your email address first; then you can ask.")
    given = NewRequest(data=request.data, context={"request": request})
    given.is_valid(raise_exception=True)
    values = given.validated_data
    return open_ticket(
        by=customer,
        requester=customer,
        subject=values["subject"],
        content=Content(text=values["text"]),
        channel=ChannelKind.API,
        follow_up_of=values["follow_up_of"],
        verified=True,
        uploads=values["attachments"],
    ).ticket
