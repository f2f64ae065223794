"""One measure with its course and its parts: the same numbers as the page, from the same facts."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, cast

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from helpdesk.api.permissions import IsAgent
from insights.api.serializers import CallsSerializer, MeasureSerializer, ReportQuery, ReportSerializer, ScopeQuery
from insights.calls import calls_by_team
from insights.counting import BEFORE, NOW, by_dimension, over_time, stretch_of, stretches, totals
from insights.forms.scope import ScopeForm
from insights.measures import MEASURES, Measure
from insights.report import named
from insights.scope import Scope


class MeasureList(APIView):
    permission_classes = [IsAgent]

    @extend_schema(responses=MeasureSerializer(many=True), operation_id="reports_list", tags=["reports"])
    def get(self, request: Request) -> Response:
        """Every number there is, with what it says."""
        return Response(MeasureSerializer(MEASURES.values(), many=True).data)


class MeasureReport(APIView):
    permission_classes = [IsAgent]

    @extend_schema(
        parameters=[ReportQuery], responses=ReportSerializer, operation_id="reports_retrieve", tags=["reports"]
    )
    def get(self, request: Request, measure: str) -> Response:
        """One number over the tickets you may see: in the range, before it, over time, by team, agent or channel."""
        found = MEASURES.get(measure)
        if found is None:
            raise Http404
        query = ReportQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        return Response(ReportSerializer(_read(found, _scope(request), query.validated_data["by"])).data)


class TelephoneReport(APIView):
    permission_classes = [IsAgent]

    @extend_schema(
        parameters=[ScopeQuery],
        responses=CallsSerializer(many=True),
        operation_id="reports_telephone",
        tags=["reports"],
    )
    def get(self, request: Request) -> Response:
        """The incoming calls you may see, all of them first, then by team."""
        ScopeQuery(data=request.query_params.dict()).is_valid(raise_exception=True)
        rows: Any = calls_by_team(_scope(request))
        return Response(CallsSerializer(rows, many=True).data)


def _scope(request: Request) -> Scope:
    form = ScopeForm(request.query_params, user=cast(User, request.user))
    if not form.is_valid():
        raise ValidationError({name: [str(word) for word in words] for name, words in form.errors.items()})
    return form.scope()


def _read(measure: Measure, scope: Scope, by: str) -> dict[str, Any]:
    days = stretches(scope, stretch_of(scope))
    counted, course = totals(scope, [measure]), over_time(scope, [measure], stretch_of(scope))
    parts = by_dimension(scope, [measure], by)
    names = named(by, parts)
    return {
        **asdict(measure),
        "first": scope.first,
        "last": scope.last,
        "hours": scope.hours,
        "now": asdict(measure.figure(counted.get((measure.fact, NOW)))),
        "before": asdict(measure.figure(counted.get((measure.fact, BEFORE)))),
        "stretches": [{"day": day, **asdict(measure.figure(course.get((measure.fact, day))))} for day in days],
        "groups": [
            {"name": names[key][0], "id": names[key][1] or None, **asdict(measure.figure(tallies.get(measure.fact)))}
            for key, tallies in parts.items()
        ],
    }
