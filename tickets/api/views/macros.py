"""Macros: for agents, by who may use them."""

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
from tickets.api.access import person, ticket_or_404
from tickets.api.ruling import MacroChange, MacroInput, MacroSerializer, PreviewSerializer, told_by_field
from tickets.models import Macro
from tickets.operations.macros import apply_macro, preview_macro, retire_macro, save_macro


def _usable(request: Request, pk: int) -> Macro:
    """Return a macro this person may use; all others do not exist for them."""
    return get_object_or_404(Macro.objects.visible_to(person(request)).select_related("team"), pk=pk)


def _read(shape: type[MacroInput], request: Request) -> dict[str, Any]:
    given = shape(data=request.data)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


class MacroList(APIView):
    permission_classes = [IsAgent]

    @extend_schema(responses=MacroSerializer(many=True), tags=["macros"], operation_id="macros_list")
    def get(self, request: Request) -> Response:
        """The macros you may use: everybody's, your teams' and your own."""
        rows = Macro.objects.visible_to(person(request)).select_related("team")
        return Response(MacroSerializer(rows, many=True).data)

    @extend_schema(request=MacroInput, responses={201: MacroSerializer}, tags=["macros"])
    @idempotent
    def post(self, request: Request) -> Response:
        """Add a macro; for everybody only as an administrator."""
        with told_by_field():
            macro = save_macro(Macro(**_read(MacroInput, request)), by=person(request))
        return Response(MacroSerializer(macro).data, status=status.HTTP_201_CREATED)


class MacroDetail(APIView):
    permission_classes = [IsAgent]

    @extend_schema(responses=MacroSerializer, tags=["macros"], operation_id="macros_retrieve")
    def get(self, request: Request, pk: int) -> Response:
        """One macro."""
        return Response(MacroSerializer(_usable(request, pk)).data)

    @extend_schema(request=MacroChange, responses=MacroSerializer, tags=["macros"])
    def put(self, request: Request, pk: int) -> Response:
        """Replace a macro. Send the `version` you read; 409 when somebody saved a newer one."""
        macro = _usable(request, pk)
        values = _read(MacroChange, request)
        seen = values.pop("version")
        for name, value in values.items():
            setattr(macro, name, value)
        with told_by_field():
            save_macro(macro, by=person(request), seen=seen)
        return Response(MacroSerializer(macro).data)

    @extend_schema(responses={204: None}, tags=["macros"])
    def delete(self, request: Request, pk: int) -> Response:
        """Take a macro away from everybody."""
        retire_macro(_usable(request, pk), by=person(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class TicketMacro(APIView):
    permission_classes = [IsAgent]

    @extend_schema(responses=PreviewSerializer, tags=["macros"], operation_id="ticket_macro_preview")
    def get(self, request: Request, number: int, pk: int) -> Response:
        """What a macro would do to this ticket now: texts with their variables filled in, and changes in words."""
        ticket = ticket_or_404(request, number)
        return Response(PreviewSerializer(preview_macro(ticket, _usable(request, pk), by=person(request))).data)

    @extend_schema(request=None, responses=PreviewSerializer, tags=["macros"], operation_id="ticket_macro_apply")
    @idempotent
    def post(self, request: Request, number: int, pk: int) -> Response:
        """Do all a macro says, or nothing. Answers with what was done."""
        ticket = ticket_or_404(request, number)
        return Response(PreviewSerializer(apply_macro(ticket, _usable(request, pk), by=person(request))).data)
