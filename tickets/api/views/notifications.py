from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Notification
from accounts.operations.notifying import read_notifications
from helpdesk.api.fields import Input
from helpdesk.api.pagination import KeysetPagination
from helpdesk.api.permissions import IsAgent
from tickets.api.access import person
from tickets.selectors import notifications_of


class NotificationSerializer(serializers.ModelSerializer[Notification]):
    class Meta:
        model = Notification
        fields = ["id", "kind", "ticket_number", "path", "text", "created_at", "read_at"]


class Readings(Input):
    until = serializers.IntegerField(min_value=1, max_value=2**63 - 1, help_text="The id of the newest you have read.")
    ticket_number = serializers.IntegerField(
        min_value=1, max_value=2**63 - 1, required=False, help_text="Only those of this ticket."
    )


class Read(serializers.Serializer[object]):
    read = serializers.IntegerField(help_text="How many were unread until now.")


class NotificationList(APIView):
    permission_classes = [IsAgent]

    @extend_schema(
        responses=NotificationSerializer(many=True), tags=["notifications"], operation_id="notifications_list"
    )
    def get(self, request: Request) -> Response:
        """What you were told, newest first; `?unread=1` for what you have not read."""
        rows = notifications_of(person(request))
        if request.query_params.get("unread"):
            rows = rows.filter(read_at=None)
        pages = KeysetPagination(("-id",))
        found = pages.paginate_queryset(rows, request)
        return pages.get_paginated_response(NotificationSerializer(found, many=True).data)


class ReadingList(APIView):
    permission_classes = [IsAgent]

    @extend_schema(request=Readings, responses=Read, tags=["notifications"])
    def post(self, request: Request) -> Response:
        """Note as read what you were told up to one of them."""
        given = Readings(data=request.data)
        given.is_valid(raise_exception=True)
        return Response({"read": read_notifications(person(request), **given.validated_data)})
