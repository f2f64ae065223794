"""The search of articles for programs, and what administrators say about the words of a language."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError as Invalid
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied, Throttled, ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.addresses import address_of
from accounts.api.settings import by, sent
from accounts.errors import ChangedMeanwhile
from helpdesk.api.fields import Input, Line, Query, Words
from helpdesk.api.permissions import IsAgent
from helpdesk.api.refusals import Conflict
from helpdesk.lib.html import html_to_text
from helpdesk.lib.limits import allow
from knowledgebase.models import SearchSettings
from knowledgebase.operations.searching import save_search_settings
from knowledgebase.search import Result, search

MOST = 50


class ArticleSearchQuery(Query):
    q = Line(max_length=2000, help_text="A question, as somebody asks it; words in quotes stand there so.")
    locale = serializers.ChoiceField(
        choices=settings.KNOWLEDGE_LOCALES, required=False, help_text="Asked first; every language if left out."
    )
    limit = serializers.IntegerField(min_value=1, max_value=MOST, default=10)


class FoundTextSerializer(serializers.Serializer[Result]):
    """One article in one language that answers."""

    article = serializers.IntegerField(source="row.article_id")
    locale = serializers.CharField()
    title = serializers.SerializerMethodField()
    snippet = serializers.SerializerMethodField(help_text="The line that answers, as plain text.")
    url = serializers.SerializerMethodField()
    score = serializers.FloatField(help_text="Higher is surer; above 0.43 it likely answers.")

    def get_title(self, found: Result) -> str:
        return html_to_text(found.title)

    def get_snippet(self, found: Result) -> str:
        return html_to_text(found.snippet)

    def get_url(self, found: Result) -> str:
        return f"{settings.SITE_URL}{found.row.get_absolute_url()}"


class ArticleAnswersSerializer(serializers.Serializer[Any]):
    corrected = serializers.DictField(
        child=serializers.CharField(), help_text="Words no text holds, and what they were taken for."
    )
    results = FoundTextSerializer(many=True)


class ArticleSearch(APIView):
    permission_classes = [AllowAny]

    @extend_schema(
        parameters=[ArticleSearchQuery],
        responses=ArticleAnswersSerializer,
        operation_id="articles_search",
        tags=["knowledge base"],
    )
    def get(self, request: Request) -> Response:
        """Articles you may read that answer a question, the surest first."""
        stranger = not request.user.is_authenticated
        if stranger and not allow("article-search", address_of(request), limit=240, seconds=600):
            raise Throttled
        query = ArticleSearchQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        found = search(request.user, asked["q"], locale=asked.get("locale"), limit=asked["limit"])
        return Response(ArticleAnswersSerializer(found).data)


class SearchSettingsSerializer(serializers.ModelSerializer[SearchSettings]):
    class Meta:
        model = SearchSettings
        fields = ["locale", "synonyms", "stop_words", "version"]


class SearchSettingsChange(Input):
    version = serializers.IntegerField(min_value=0, help_text="The version you read; an older one is refused.")
    synonyms = Words(required=False, allow_blank=True, help_text="One group a line, its words with commas between.")
    stop_words = Words(required=False, allow_blank=True, help_text="Words that say nothing here.")


class SearchSettingsList(APIView):
    permission_classes = [IsAgent]

    @extend_schema(
        responses=SearchSettingsSerializer(many=True), operation_id="search_settings_list", tags=["knowledge base"]
    )
    def get(self, request: Request) -> Response:
        """What is said about the words of each language."""
        return Response(
            SearchSettingsSerializer([_kept(locale) for locale in settings.KNOWLEDGE_LOCALES], many=True).data
        )


class SearchSettingsDetail(APIView):
    permission_classes = [IsAgent]

    @extend_schema(
        request=SearchSettingsChange,
        responses=SearchSettingsSerializer,
        operation_id="search_settings_partial_update",
        tags=["knowledge base"],
    )
    def patch(self, request: Request, locale: str) -> Response:
        """Change some of it; for administrators."""
        if not by(request).is_admin:
            raise PermissionDenied("Only administrators may do this.")
        if locale not in settings.KNOWLEDGE_LOCALES:
            raise Http404
        values = sent(SearchSettingsChange, request)
        seen, kept = values.pop("version"), _kept(locale)
        for name, value in values.items():
            setattr(kept, name, value)
        try:
            stored = save_search_settings(kept, by=by(request), seen=seen)
        except Invalid as error:
            raise ValidationError(error.message_dict) from None
        except ChangedMeanwhile as error:
            raise Conflict(str(error)) from None
        return Response(SearchSettingsSerializer(stored).data)


def _kept(locale: str) -> SearchSettings:
    return SearchSettings.objects.filter(locale=locale).first() or SearchSettings(locale=locale)
