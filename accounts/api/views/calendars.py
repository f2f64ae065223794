from __future__ import annotations

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.serializers import CalendarSerializer
from accounts.api.settings import CalendarInput, CalendarUpdate, by, give, sent
from accounts.models import Calendar
from accounts.operations.scheduling import save_calendar
from helpdesk.api.idempotency import idempotent
from helpdesk.api.permissions import AgentsReadAdminsWrite


class CalendarList(APIView):
    permission_classes = [AgentsReadAdminsWrite]

    @extend_schema(responses=CalendarSerializer(many=True), tags=["promises"], operation_id="calendars_list")
    def get(self, request: Request) -> Response:
        """Opening hours: when business time is counted."""
        return Response(CalendarSerializer(Calendar.objects.all(), many=True).data)

    @extend_schema(request=CalendarInput, responses={201: CalendarSerializer}, tags=["promises"])
    @idempotent
    def post(self, request: Request) -> Response:
        """Add a calendar, for administrators. One that never opens is refused."""
        calendar = save_calendar(give(Calendar(), sent(CalendarInput, request)), by=by(request))
        return Response(CalendarSerializer(calendar).data, status=201)


class CalendarDetail(APIView):
    permission_classes = [AgentsReadAdminsWrite]

    @extend_schema(responses=CalendarSerializer, tags=["promises"], operation_id="calendars_retrieve")
    def get(self, request: Request, pk: int) -> Response:
        """One calendar."""
        return Response(CalendarSerializer(get_object_or_404(Calendar, pk=pk)).data)

    @extend_schema(request=CalendarUpdate, responses=CalendarSerializer, tags=["promises"])
    def put(self, request: Request, pk: int) -> Response:
        """Replace a calendar; clocks that run are counted anew. Send the `version` you read; 409 for an older one."""
        calendar = get_object_or_404(Calendar, pk=pk)
        values = sent(CalendarUpdate, request)
        seen = values.pop("version")
        save_calendar(give(calendar, values), by=by(request), seen=seen)
        return Response(CalendarSerializer(calendar).data)
