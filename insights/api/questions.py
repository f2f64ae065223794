"""Questions and deflection for programs: what the pages show, to the same people."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from helpdesk.api.fields import Query
from helpdesk.api.permissions import IsAgent
from insights.asked import Asked
from insights.board import Row, board
from insights.deflection import Deflection
from insights.forms.asked import LANGUAGES, PRESETS, AskedForm
from insights.found import found_rows
from insights.models import Question
from insights.paging import MOST_PAGES
from insights.question import current, question_page
from tickets.models.kinds import ChannelKind


class DaysQuery(Query):
    range = serializers.ChoiceField(required=False, choices=[key for key, _ in PRESETS], help_text="30d if left out.")


class AskedQuery(DaysQuery):
    channel = serializers.ChoiceField(required=False, choices=ChannelKind.choices)
    language = serializers.ChoiceField(required=False, choices=LANGUAGES)
    tag = serializers.CharField(required=False, help_text="Name of a tag.")
    q = serializers.CharField(required=False, help_text="Words that it was asked in.")
    page = serializers.IntegerField(required=False, min_value=1, max_value=MOST_PAGES, help_text="50 questions each.")


class DeflectionSerializer(serializers.Serializer[Any]):
    sessions = serializers.IntegerField(help_text="Of visitors who looked for an answer.")
    alone = serializers.IntegerField(help_text="Those without contact.")
    shown = serializers.IntegerField()
    shown_alone = serializers.IntegerField()
    held = serializers.IntegerField(help_text="Of the control group, who were suggested nothing.")
    held_alone = serializers.IntegerField()
    solved = serializers.IntegerField()
    difference = serializers.FloatField(allow_null=True, help_text="What suggestions save; null for too few.")
    interval = serializers.ListField(child=serializers.FloatField(), allow_null=True, help_text="95 %, Newcombe.")


class ArticleDeflectionSerializer(DeflectionSerializer):
    article = serializers.IntegerField()
    title = serializers.CharField()


class DeflectionReportSerializer(serializers.Serializer[Any]):
    first = serializers.DateField()
    last = serializers.DateField()
    all = DeflectionSerializer()
    articles = ArticleDeflectionSerializer(many=True)


class QuestionSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="key")
    wording = serializers.CharField()
    asked = serializers.IntegerField()
    asked_before = serializers.IntegerField(help_text="In as many days right before.")
    rising = serializers.BooleanField()
    answered_by = serializers.CharField(source="answering.kind", help_text="article, draft, macro or nothing.")
    answer = serializers.CharField(source="answering.title")
    agent_seconds = serializers.IntegerField(source="spent")
    channels = serializers.ListField(child=serializers.CharField(), help_text="The most used first.")
    days = serializers.SerializerMethodField()

    def get_days(self, row: Row) -> dict[str, int]:
        """Return how often it was asked on each day it was."""
        return {day.isoformat(): count for day, count in sorted(row.days.items())}


class BoardSerializer(serializers.Serializer[Any]):
    first = serializers.DateField()
    last = serializers.DateField()
    asked = serializers.IntegerField()
    more = serializers.BooleanField(help_text="Whether there is another page.")
    questions = QuestionSerializer(many=True)


class OneQuestionSerializer(QuestionSerializer):
    tickets = serializers.ListField(child=serializers.IntegerField(), help_text="Numbers of the 50 latest.")
    found = DeflectionSerializer()


class QuestionList(APIView):
    permission_classes = [IsAgent]

    @extend_schema(
        parameters=[AskedQuery], responses=BoardSerializer, operation_id="questions_list", tags=["questions"]
    )
    def get(self, request: Request) -> Response:
        """What is asked on the tickets you may see: what is rising and what nothing answers first."""
        query = AskedQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        asked = _asked(request)
        found = board(asked, page=query.validated_data.get("page", 1))
        whole = {"first": asked.first, "last": asked.last, "asked": found.totals.asked}
        return Response(BoardSerializer({**whole, "more": found.more, "questions": found.rows}).data)


class QuestionDetail(APIView):
    permission_classes = [IsAgent]

    @extend_schema(
        parameters=[DaysQuery], responses=OneQuestionSerializer, operation_id="questions_retrieve", tags=["questions"]
    )
    def get(self, request: Request, pk: int) -> Response:
        """One question, with its latest tickets that you may see."""
        DaysQuery(data=request.query_params.dict()).is_valid(raise_exception=True)
        asked = _asked(request)
        question = current(get_object_or_404(Question, pk=pk))
        mine = Q(question=question) | Q(question__part_of=question)
        if not asked.sees_all and not asked.everything().filter(mine).exists():
            raise Http404
        page = question_page(asked, question)
        tickets = [asking.ticket.number for asking in page.askings]
        more = {"tickets": tickets, "found": DeflectionSerializer(page.row.found).data}
        return Response({**QuestionSerializer(page.row).data, **more})


class DeflectionReport(APIView):
    permission_classes = [IsAgent]

    @extend_schema(
        parameters=[DaysQuery],
        responses=DeflectionReportSerializer,
        operation_id="deflection_retrieve",
        tags=["questions"],
    )
    def get(self, request: Request) -> Response:
        """Who looked for an answer and did not ask, in all and by article, and what suggestions save."""
        DaysQuery(data=request.query_params.dict()).is_valid(raise_exception=True)
        asked = _asked(request)
        whole, rows = found_rows(asked)
        articles = [{"article": row.article, "title": row.title, **_told(row.found)} for row in rows]
        told = {"first": asked.first, "last": asked.last, "all": _told(whole), "articles": articles}
        return Response(DeflectionReportSerializer(told).data)


def _told(found: Deflection) -> dict[str, Any]:
    return dict(DeflectionSerializer(found).data)


def _asked(request: Request) -> Asked:
    form = AskedForm(request.query_params, user=cast(User, request.user))
    if not form.is_valid():
        raise ValidationError({name: [str(word) for word in words] for name, words in form.errors.items()})
    return form.asked()
