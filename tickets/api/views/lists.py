from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from helpdesk.api.fields import Line, Query
from helpdesk.api.permissions import IsAgent
from tickets.api.serializers import StatusSerializer, TagSerializer
from tickets.models import Status, Tag

MOST_TAGS = 200


class StatusList(APIView):
    permission_classes = [IsAgent]

    @extend_schema(responses=StatusSerializer(many=True), operation_id="statuses_list", tags=["tickets"])
    def get(self, request: Request) -> Response:
        """The administrator's statuses under the fixed categories."""
        return Response(StatusSerializer(Status.objects.all(), many=True).data)


class TagQuery(Query):
    search = Line(required=False, max_length=60, help_text="How the name begins.")


class TagList(APIView):
    permission_classes = [IsAgent]

    @extend_schema(
        parameters=[TagQuery], responses=TagSerializer(many=True), operation_id="tags_list", tags=["tickets"]
    )
    def get(self, request: Request) -> Response:
        """Up to 200 tags by name."""
        query = TagQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        rows = Tag.objects.filter(name__istartswith=query.validated_data.get("search", ""))
        return Response(TagSerializer(rows[:MOST_TAGS], many=True).data)
