from __future__ import annotations

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.settings import by, sent
from helpdesk.api.idempotency import idempotent
from helpdesk.api.permissions import AgentsReadAdminsWrite
from tickets.api.serializers import StatusSerializer
from tickets.api.settings import NewStatus, StatusDetailSerializer, StatusUpdate
from tickets.models import Status
from tickets.operations.staging import retire_status, save_status


class StatusList(APIView):
    permission_classes = [AgentsReadAdminsWrite]

    @extend_schema(responses=StatusSerializer(many=True), operation_id="statuses_list", tags=["tickets"])
    def get(self, request: Request) -> Response:
        """The administrator's statuses under the fixed categories."""
        return Response(StatusSerializer(Status.objects.all(), many=True).data)

    @extend_schema(request=NewStatus, responses={201: StatusDetailSerializer}, tags=["tickets"])
    @idempotent
    def post(self, request: Request) -> Response:
        """Add a status after the others, for administrators."""
        status = save_status(Status(**sent(NewStatus, request)), by=by(request))
        return Response(StatusDetailSerializer(status).data, status=201)


class StatusDetail(APIView):
    permission_classes = [AgentsReadAdminsWrite]

    @extend_schema(responses=StatusDetailSerializer, operation_id="statuses_retrieve", tags=["tickets"])
    def get(self, request: Request, slug: str) -> Response:
        """One status, with what customers read and what comes after it."""
        return Response(StatusDetailSerializer(get_object_or_404(Status, slug=slug)).data)

    @extend_schema(request=StatusUpdate, responses=StatusDetailSerializer, tags=["tickets"])
    def put(self, request: Request, slug: str) -> Response:
        """Replace a status; its category stays. Send the `version` you read; 409 when somebody saved a newer one."""
        status = get_object_or_404(Status, slug=slug)
        values = sent(StatusUpdate, request)
        seen = values.pop("version")
        for name, value in values.items():
            setattr(status, name, value)
        save_status(status, by=by(request), seen=seen)
        return Response(StatusDetailSerializer(status).data)

    @extend_schema(responses={204: None}, tags=["tickets"])
    def delete(self, request: Request, slug: str) -> Response:
        """Give it to no more tickets; those in it stay. One the desk itself needs is refused with 409."""
        retire_status(get_object_or_404(Status, slug=slug), by=by(request))
        return Response(status=204)
