from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.serializers import CalendarSerializer
from accounts.models import Calendar
from helpdesk.api.permissions import IsAgent


class CalendarList(APIView):
    permission_classes = [IsAgent]

    @extend_schema(responses=CalendarSerializer(many=True), tags=["promises"], operation_id="calendars_list")
    def get(self, request: Request) -> Response:
        """When somebody is there."""
        return Response(CalendarSerializer(Calendar.objects.all(), many=True).data)
