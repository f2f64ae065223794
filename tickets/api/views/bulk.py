from __future__ import annotations

import uuid
from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from helpdesk.api.fields import Input, Line
from helpdesk.api.idempotency import idempotent
from helpdesk.api.pagination import KeysetPagination
from helpdesk.api.permissions import IsAgent
from tickets.api.access import person, visible
from tickets.bulk_progress import progress
from tickets.models import BulkItem, BulkJob
from tickets.operations.bulk import MOST, cancel_bulk, start_bulk


class BulkAction(Input):
    action = serializers.CharField(max_length=40, help_text="set_priority, set_status, set_team, assign, add_tags, …")
    params = serializers.DictField(required=False, default=dict)


class NewBulk(Input):
    """The same actions for many tickets. Actions have the shape of a macro's."""

    tickets = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1), min_length=1, max_length=MOST
    )
    actions = BulkAction(many=True)
    name = Line(max_length=200, required=False, default="", allow_blank=True)


class RefusedTicket(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    reason = serializers.CharField()


class BulkTicketSerializer(serializers.ModelSerializer[BulkItem]):
    number = serializers.IntegerField(source="ticket.number")

    class Meta:
        model = BulkItem
        fields = ["number", "state", "reason"]


class BulkJobSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="job.pk")
    name = serializers.CharField(source="job.name")
    total = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField(help_text="They were so already.")
    failed = serializers.IntegerField()
    refused = RefusedTicket(many=True, help_text="The first hundred that were not changed.")
    created_at = serializers.DateTimeField(source="job.created_at")
    cancelled_at = serializers.DateTimeField(source="job.cancelled_at", allow_null=True)
    finished_at = serializers.DateTimeField(source="job.finished_at", allow_null=True)


class BulkList(APIView):
    permission_classes = [IsAgent]

    @extend_schema(request=NewBulk, responses={202: BulkJobSerializer}, tags=["bulk"], operation_id="bulk_create")
    @idempotent
    def post(self, request: Request) -> Response:
        """Change many tickets; a worker does one after the other, each by your rights at that moment."""
        given = NewBulk(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        numbers = list(dict.fromkeys(values["tickets"]))
        found = dict(visible(request).filter(number__in=numbers).values_list("number", "pk"))
        if missing := [number for number in numbers if number not in found]:
            raise serializers.ValidationError({"tickets": [f"There is no ticket #{n} for you." for n in missing[:20]]})
        job = start_bulk(
            [found[number] for number in numbers],
            [{"action": item["action"], "params": item["params"]} for item in values["actions"]],
            by=person(request),
            key=f"api {uuid.uuid4()}",
            name=values["name"],
        )
        return Response(BulkJobSerializer(progress(job)).data, status=202)


class BulkDetail(APIView):
    permission_classes = [IsAgent]

    @extend_schema(responses=BulkJobSerializer, tags=["bulk"], operation_id="bulk_retrieve")
    def get(self, request: Request, pk: int) -> Response:
        """How far one of your jobs has come, and which tickets it could not change."""
        return Response(BulkJobSerializer(progress(_own(request, pk))).data)


class BulkTicketList(GenericAPIView[BulkItem]):
    permission_classes = [IsAgent]
    serializer_class = BulkTicketSerializer
    queryset = BulkItem.objects.none()

    @extend_schema(tags=["bulk"], operation_id="bulk_tickets_list")
    def get(self, request: Request, pk: int) -> Response:
        """What became of each ticket of one of your jobs."""
        pages = KeysetPagination(["id"])
        rows = pages.paginate_queryset(_own(request, pk).items.select_related("ticket"), request)
        return pages.get_paginated_response(BulkTicketSerializer(rows, many=True).data)


class BulkCancellation(APIView):
    permission_classes = [IsAgent]

    @extend_schema(request=None, responses=BulkJobSerializer, tags=["bulk"], operation_id="bulk_cancel")
    def put(self, request: Request, pk: int) -> Response:
        """Leave the tickets whose turn has not come as they are."""
        job = _own(request, pk)
        cancel_bulk(job, by=person(request))
        job.refresh_from_db()
        return Response(BulkJobSerializer(progress(job)).data)


def _own(request: Request, pk: int) -> BulkJob:
    return get_object_or_404(BulkJob, pk=pk, by=person(request))
