from __future__ import annotations

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.settings import by, sent
from helpdesk.api.fields import Line, Query
from helpdesk.api.idempotency import idempotent
from helpdesk.api.permissions import AgentsReadAdminsWrite, IsAdmin
from tickets.api.settings import ReworkSerializer, TagDetailSerializer, TagInput, TagMerger, TagUpdate
from tickets.models import Tag
from tickets.operations.sorting_tags import delete_tag, merge_tag, save_tag

MOST_TAGS = 200


class TagQuery(Query):
    search = Line(required=False, max_length=60, help_text="How the name begins.")


class TagList(APIView):
    permission_classes = [AgentsReadAdminsWrite]

    @extend_schema(
        parameters=[TagQuery], responses=TagDetailSerializer(many=True), operation_id="tags_list", tags=["tickets"]
    )
    def get(self, request: Request) -> Response:
        """Up to 200 tags by name."""
        query = TagQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        rows = Tag.objects.filter(name__istartswith=query.validated_data.get("search", ""))
        return Response(TagDetailSerializer(rows[:MOST_TAGS], many=True).data)

    @extend_schema(request=TagInput, responses={201: TagDetailSerializer}, tags=["tickets"])
    @idempotent
    def post(self, request: Request) -> Response:
        """Add a tag, for administrators."""
        tag = save_tag(Tag(**sent(TagInput, request)), by=by(request))
        return Response(TagDetailSerializer(tag).data, status=201)


class TagDetail(APIView):
    permission_classes = [AgentsReadAdminsWrite]

    @extend_schema(responses=TagDetailSerializer, operation_id="tags_retrieve", tags=["tickets"])
    def get(self, request: Request, pk: int) -> Response:
        """One tag."""
        return Response(TagDetailSerializer(get_object_or_404(Tag, pk=pk)).data)

    @extend_schema(request=TagUpdate, responses=TagDetailSerializer, tags=["tickets"])
    def put(self, request: Request, pk: int) -> Response:
        """Rename a tag. Send the `version` you read; 409 when somebody saved a newer one."""
        tag = get_object_or_404(Tag, pk=pk)
        values = sent(TagUpdate, request)
        tag.name = values["name"]
        return Response(TagDetailSerializer(save_tag(tag, by=by(request), seen=values["version"])).data)

    @extend_schema(responses={202: ReworkSerializer}, tags=["tickets"])
    def delete(self, request: Request, pk: int) -> Response:
        """Take a tag off every ticket, in batches, then forget it."""
        row = delete_tag(get_object_or_404(Tag, pk=pk), by=by(request))
        return Response(ReworkSerializer(row).data, status=202)


class TagMergerView(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(request=TagMerger, responses={202: ReworkSerializer}, tags=["tickets"])
    def post(self, request: Request, pk: int) -> Response:
        """Give every ticket with this tag the other one instead, in batches, then forget this one."""
        tag = get_object_or_404(Tag, pk=pk)
        row = merge_tag(tag, into=sent(TagMerger, request)["into"], by=by(request))
        return Response(ReworkSerializer(row).data, status=202)
