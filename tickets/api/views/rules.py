"""Rules, their log and their rehearsal: for administrators."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.operations.ordering import move
from helpdesk.api.fields import Input
from helpdesk.api.idempotency import idempotent
from helpdesk.api.pagination import KeysetPagination
from helpdesk.api.permissions import IsAdmin
from tickets.api.access import person, visible
from tickets.api.ruling import (
    OneRuleSerializer,
    Place,
    RehearsalSerializer,
    RuleChange,
    RuleInput,
    RuleRunSerializer,
    RuleSerializer,
    RuleSwitch,
    told_by_field,
)
from tickets.models import Rule, RuleRun
from tickets.operations.ruling import check_rule, delete_rule, save_rule, switch_rule
from tickets.rules.rehearsing import rehearse
from tickets.rules.vocabulary import vocabulary


def _read(shape: type[Input], request: Request) -> dict[str, Any]:
    given = shape(data=request.data)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


class RuleList(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(responses=RuleSerializer(many=True), tags=["rules"], operation_id="rules_list")
    def get(self, request: Request) -> Response:
        """All rules in their order."""
        return Response(RuleSerializer(Rule.objects.all(), many=True).data)

    @extend_schema(request=RuleInput, responses={201: OneRuleSerializer}, tags=["rules"])
    @idempotent
    def post(self, request: Request) -> Response:
        """Add a rule after the others."""
        with told_by_field():
            rule = save_rule(Rule(**_read(RuleInput, request)), by=person(request))
        return Response(OneRuleSerializer(rule).data, status=status.HTTP_201_CREATED)


class RuleDetail(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(responses=OneRuleSerializer, tags=["rules"], operation_id="rules_retrieve")
    def get(self, request: Request, pk: int) -> Response:
        """One rule."""
        return Response(OneRuleSerializer(get_object_or_404(Rule, pk=pk)).data)

    @extend_schema(request=RuleChange, responses=OneRuleSerializer, tags=["rules"])
    def put(self, request: Request, pk: int) -> Response:
        """Replace a rule. Send the `version` you read; 409 when somebody saved a newer one."""
        rule = get_object_or_404(Rule, pk=pk)
        values = _read(RuleChange, request)
        seen = values.pop("version")
        for name, value in values.items():
            setattr(rule, name, value)
        with told_by_field():
            save_rule(rule, by=person(request), seen=seen)
        return Response(OneRuleSerializer(rule).data)

    @extend_schema(request=RuleSwitch, responses=OneRuleSerializer, tags=["rules"])
    def patch(self, request: Request, pk: int) -> Response:
        """Switch a rule on or off as it stands. Send the `version` you read, as for the whole."""
        values = _read(RuleSwitch, request)
        rule = get_object_or_404(Rule, pk=pk)
        with told_by_field():
            rule = switch_rule(rule, on=values["active"], by=person(request), seen=values["version"])
        return Response(OneRuleSerializer(rule).data)

    @extend_schema(responses={204: None}, tags=["rules"])
    def delete(self, request: Request, pk: int) -> Response:
        """Remove a rule with its log."""
        delete_rule(get_object_or_404(Rule, pk=pk), by=person(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class RulePosition(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(request=Place, responses=RuleSerializer(many=True), tags=["rules"])
    def post(self, request: Request, pk: int) -> Response:
        """Put a rule at a place among the others; answers with all rules in their new order."""
        given = Place(data=request.data)
        given.is_valid(raise_exception=True)
        place = given.validated_data["position"]
        move(get_object_or_404(Rule, pk=pk), Rule.objects.all(), to=place, by=person(request))
        return Response(RuleSerializer(Rule.objects.all(), many=True).data)


class RuleRunList(GenericAPIView[RuleRun]):
    permission_classes = [IsAdmin]
    serializer_class = RuleRunSerializer
    queryset = RuleRun.objects.none()

    @extend_schema(tags=["rules"], operation_id="rule_runs_list")
    def get(self, request: Request, pk: int) -> Response:
        """What a rule did lately, newest first. Kept 30 days."""
        rule = get_object_or_404(Rule, pk=pk)
        pages = KeysetPagination(["-id"])
        rows = pages.paginate_queryset(rule.runs.select_related("ticket"), request)
        return pages.get_paginated_response(RuleRunSerializer(rows, many=True).data)


class RuleRehearsal(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(request=RuleInput, responses=RehearsalSerializer, tags=["rules"])
    def post(self, request: Request) -> Response:
        """Try a rule, saved or not, on the latest 500 tickets. Nothing is changed and nothing is sent."""
        rule = Rule(**_read(RuleInput, request))
        with told_by_field():
            check_rule(rule)
        try:
            told = rehearse(rule, visible(request))
        except LookupError as gone:
            raise ValidationError({"conditions": [str(gone)]}) from None
        return Response(RehearsalSerializer(told).data)


class RuleVocabulary(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(responses={200: dict[str, Any]}, tags=["rules"])
    def get(self, request: Request) -> Response:
        """All a rule can be made of: events, fields with operators and choices, actions, variables."""
        return Response(vocabulary())
