from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from helpdesk.api.fields import Query
from helpdesk.api.permissions import IsAgent
from tickets.api.access import ticket_or_404
from tickets.api.serializers import EventSerializer
from tickets.models import Event
from tickets.selectors import name_others

PAGE = 200


class EventQuery(Query):
    after = serializers.IntegerField(
        required=False, default=0, min_value=0, max_value=2**31 - 1, help_text="The last `seq` you have."
    )


class Events(serializers.Serializer[object]):
    seq = serializers.IntegerField(help_text="The ticket's newest event. Ask again while you have fewer.")
    results = EventSerializer(many=True)


class EventList(GenericAPIView[Event]):
    permission_classes = [IsAgent]
    queryset = Event.objects.none()

    @extend_schema(parameters=[EventQuery], responses=Events, operation_id="events_list", tags=["tickets"])
    def get(self, request: Request, number: int) -> Response:
        """What happened to a ticket, in order and without gaps, up to 200 events after one you have."""
        ticket = ticket_or_404(request, number)
        query = EventQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        rows = Event.objects.filter(ticket=ticket, seq__gt=query.validated_data["after"]).order_by("seq")
        rows = rows.select_related("by_user", "by_customer").prefetch_related("by_customer__identities")
        events = name_others(list(rows[:PAGE]), request.user)
        return Response({"seq": ticket.seq, "results": EventSerializer(events, many=True).data})
