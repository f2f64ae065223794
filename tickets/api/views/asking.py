"""Custom fields and request types: read by agents, set up by administrators."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from helpdesk.api.idempotency import idempotent
from helpdesk.api.permissions import IsAdmin, IsAgent
from tickets.api.access import person, show_again, ticket_or_404
from tickets.api.asking import (
    CustomFieldChange,
    CustomFieldInput,
    CustomFieldSerializer,
    RequestTypeChange,
    RequestTypeInput,
    RequestTypeSerializer,
)
from tickets.api.ruling import told_by_field
from tickets.api.serializers import TicketSerializer
from tickets.models import CustomField, RequestType
from tickets.operations.asking import save_field, save_request_type
from tickets.operations.filling import set_fields


class _Setting(APIView):
    def get_permissions(self) -> list[BasePermission]:
        return [IsAgent() if self.request.method == "GET" else IsAdmin()]


class CustomFieldList(_Setting):
    @extend_schema(responses=CustomFieldSerializer(many=True), tags=["tickets"], operation_id="custom_fields_list")
    def get(self, request: Request) -> Response:
        """What tickets are asked beyond what every ticket has, in order; those with `retired_at` are asked no more."""
        return Response(CustomFieldSerializer(CustomField.objects.all(), many=True).data)

    @extend_schema(request=CustomFieldInput, responses={201: CustomFieldSerializer}, tags=["tickets"])
    @idempotent
    def post(self, request: Request) -> Response:
        """Add a field after the others; its key is made from its label."""
        given = CustomFieldInput(data=request.data)
        given.is_valid(raise_exception=True)
        with told_by_field():
            field = save_field(CustomField(**given.validated_data), by=person(request))
        return Response(CustomFieldSerializer(field).data, status=201)


class CustomFieldDetail(_Setting):
    @extend_schema(request=CustomFieldChange, responses=CustomFieldSerializer, tags=["tickets"])
    def put(self, request: Request, key: str) -> Response:
        """Replace a field; key and kind stay. Send the `version` you read; 409 when somebody saved a newer one."""
        field = get_object_or_404(CustomField, key=key)
        given = CustomFieldChange(data=request.data)
        given.is_valid(raise_exception=True)
        values = dict(given.validated_data)
        seen = values.pop("version")
        for name, value in values.items():
            setattr(field, name, value)
        with told_by_field():
            save_field(field, by=person(request), seen=seen)
        return Response(CustomFieldSerializer(field).data)


class RequestTypeList(_Setting):
    @extend_schema(responses=RequestTypeSerializer(many=True), tags=["tickets"], operation_id="request_types_list")
    def get(self, request: Request) -> Response:
        """What customers choose from on the contact form, in order."""
        rows = RequestType.objects.select_related("team").prefetch_related("asked__field")
        return Response(RequestTypeSerializer(rows, many=True).data)

    @extend_schema(request=RequestTypeInput, responses={201: RequestTypeSerializer}, tags=["tickets"])
    @idempotent
    def post(self, request: Request) -> Response:
        """Add a request type after the others."""
        return Response(_saved(request, RequestTypeInput(data=request.data), RequestType()), status=201)


class RequestTypeDetail(_Setting):
    @extend_schema(request=RequestTypeChange, responses=RequestTypeSerializer, tags=["tickets"])
    def put(self, request: Request, slug: str) -> Response:
        """Replace a request type. Send the `version` you read; 409 when somebody saved a newer one."""
        kind = get_object_or_404(RequestType, slug=slug)
        return Response(_saved(request, RequestTypeChange(data=request.data), kind))


class TicketFields(APIView):
    permission_classes = [IsAgent]

    @extend_schema(request=dict[str, Any], responses=TicketSerializer, tags=["tickets"])
    def patch(self, request: Request, number: int) -> Response:
        """Give custom fields values by their keys, null for no answer; fields not named stay as they are."""
        ticket = ticket_or_404(request, number)
        given = request.data if isinstance(request.data, dict) else {}
        set_fields(ticket, to=given, by=person(request))
        return Response(show_again(request, ticket))


def _saved(request: Request, given: RequestTypeInput, kind: RequestType) -> Any:
    given.is_valid(raise_exception=True)
    kind, asked = given.apply(kind)
    with told_by_field():
        save_request_type(kind, asked, by=person(request), seen=given.validated_data.get("version", 0))
    rows = RequestType.objects.select_related("team").prefetch_related("asked__field")
    return RequestTypeSerializer(rows.get(pk=kind.pk)).data
