"""Articles that may no longer be right, for programs."""

from __future__ import annotations

from typing import Any, cast

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from helpdesk.api.fields import Query
from helpdesk.api.permissions import IsAgent
from insights.doubtful import doubtful
from insights.models import Doubt
from insights.paging import MOST_PAGES


class DoubtsQuery(Query):
    whose = serializers.ChoiceField(choices=["mine", "all"], default="mine")
    page = serializers.IntegerField(default=1, min_value=1, max_value=MOST_PAGES, help_text="50 articles each.")


class DoubtSerializer(serializers.ModelSerializer[Doubt]):
    class Meta:
        model = Doubt
        fields = ["id", "reason", "evidence", "found_at"]


class SaidWrongSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField()
    by = serializers.CharField()
    locale = serializers.CharField(source="translation.locale")
    ticket = serializers.IntegerField(source="ticket_number", allow_null=True)
    at = serializers.DateTimeField(source="created_at")


class DoubtfulSerializer(serializers.Serializer[Any]):
    article = serializers.IntegerField(source="article.pk")
    title = serializers.CharField()
    owner = serializers.IntegerField(source="article.owner_id", allow_null=True)
    doubts = DoubtSerializer(many=True)
    flags = SaidWrongSerializer(many=True, help_text="What colleagues say is wrong with it.")


class DoubtfulPageSerializer(serializers.Serializer[Any]):
    more = serializers.BooleanField(help_text="Whether there is another page.")
    articles = DoubtfulSerializer(many=True)


class DoubtfulArticles(APIView):
    permission_classes = [IsAgent]

    @extend_schema(
        parameters=[DoubtsQuery], responses=DoubtfulPageSerializer, operation_id="doubts_list", tags=["questions"]
    )
    def get(self, request: Request) -> Response:
        """Articles with a reason to look at them, the longest in doubt first."""
        query = DoubtsQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        rows, more = doubtful(cast(User, request.user), mine=asked["whose"] == "mine", page=asked["page"])
        return Response(DoubtfulPageSerializer({"more": more, "articles": rows}).data)
