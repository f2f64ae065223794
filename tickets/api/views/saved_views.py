"""Lists people made."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from helpdesk.api.idempotency import idempotent
from helpdesk.api.permissions import IsAgent
from tickets.api.access import person
from tickets.api.ruling import told_by_field
from tickets.api.viewing import SavedViewChange, SavedViewInput, SavedViewSerializer
from tickets.models import SavedView
from tickets.operations.viewing import delete_view, save_view


def _visible(request: Request) -> Any:
    return SavedView.objects.visible_to(person(request)).select_related("team")


class SavedViewList(APIView):
    permission_classes = [IsAgent]

    @extend_schema(responses=SavedViewSerializer(many=True), tags=["views"], operation_id="views_list")
    def get(self, request: Request) -> Response:
        """Your own views, your teams' and everybody's. Their tickets: `tickets/?view=<id>`."""
        return Response(SavedViewSerializer(_visible(request), many=True).data)

    @extend_schema(request=SavedViewInput, responses={201: SavedViewSerializer}, tags=["views"])
    @idempotent
    def post(self, request: Request) -> Response:
        """Make a view. Only administrators make them for a team or everybody."""
        given = SavedViewInput(data=request.data)
        given.is_valid(raise_exception=True)
        with told_by_field():
            view = save_view(given.apply(SavedView(), by=person(request)), by=person(request))
        return Response(SavedViewSerializer(view).data, status=status.HTTP_201_CREATED)


class SavedViewDetail(APIView):
    permission_classes = [IsAgent]

    @extend_schema(responses=SavedViewSerializer, tags=["views"], operation_id="views_retrieve")
    def get(self, request: Request, pk: int) -> Response:
        """One view."""
        return Response(SavedViewSerializer(get_object_or_404(_visible(request), pk=pk)).data)

    @extend_schema(request=SavedViewChange, responses=SavedViewSerializer, tags=["views"])
    def put(self, request: Request, pk: int) -> Response:
        """Replace a view. Send the `version` you read; 409 when somebody saved a newer one."""
        view = get_object_or_404(_visible(request), pk=pk)
        given = SavedViewChange(data=request.data)
        given.is_valid(raise_exception=True)
        with told_by_field():
            save_view(given.apply(view, by=person(request)), by=person(request), seen=given.validated_data["version"])
        return Response(SavedViewSerializer(view).data)

    @extend_schema(responses={204: None}, tags=["views"])
    def delete(self, request: Request, pk: int) -> Response:
        """Remove a view; its tickets stay."""
        delete_view(get_object_or_404(_visible(request), pk=pk), by=person(request))
        return Response(status=status.HTTP_204_NO_CONTENT)
