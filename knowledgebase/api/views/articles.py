"""Articles: read by whoever may read them, begun and settled by those who write."""

from __future__ import annotations

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import SAFE_METHODS, AllowAny, BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from helpdesk.api.idempotency import idempotent
from helpdesk.api.pagination import KeysetPagination
from knowledgebase.api.finding import (
    WritersOnly,
    article_or_404,
    articles,
    category_of,
    locale_of,
    organizations_of,
    person,
    read,
)
from knowledgebase.api.serializers import (
    ArticleCategorySerializer,
    ArticleInput,
    ArticleQuery,
    ArticleSerializer,
    SettingsInput,
)
from knowledgebase.audience import Audience
from knowledgebase.models import Article, Category, Translation
from knowledgebase.operations.drafting import create_article
from knowledgebase.operations.settling import Settings, settle_article
from knowledgebase.portal.shelves import shelves


class ReadersAndWriters(APIView):
    """Everybody reads what is meant for them, signed in or not; agents write."""

    def get_permissions(self) -> list[BasePermission]:
        return [AllowAny() if self.request.method in SAFE_METHODS else WritersOnly()]


class CategoryList(ReadersAndWriters):
    @extend_schema(responses=ArticleCategorySerializer(many=True), tags=["articles"], operation_id="categories_list")
    def get(self, request: Request) -> Response:
        """The categories you may read something in, colleagues all; `parent_id` makes the tree."""
        audience = Audience.of(request.user)
        rows = Category.objects.seen_by(audience).prefetch_related("names")
        if not audience.colleague:
            rows = rows.filter(slug__in=shelves(audience, settings.KNOWLEDGE_LOCALES[0]))
        return Response(ArticleCategorySerializer(rows, many=True).data)


class ArticleList(ReadersAndWriters):
    @extend_schema(
        parameters=[ArticleQuery],
        responses=ArticleSerializer(many=True),
        tags=["articles"],
        operation_id="articles_list",
    )
    def get(self, request: Request) -> Response:
        """The articles you may read, newest first: published ones, and every one for those who write."""
        query = ArticleQuery(data={k: v for k, v in request.query_params.items() if k not in {"cursor", "page_size"}})
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        found = articles(request).filter(archived_at__isnull=not asked["archived"])
        if "category" in asked:
            found = found.filter(category__slug=asked["category"])
        if "kind" in asked:
            found = found.filter(kind=asked["kind"])
        if "locale" in asked:
            found = found.filter(pk__in=_in_language(request, asked["locale"]))
        pages = KeysetPagination()
        rows = pages.paginate_queryset(found, request)
        return pages.get_paginated_response(ArticleSerializer(rows, many=True, context={"request": request}).data)

    @extend_schema(request=ArticleInput, responses={201: ArticleSerializer}, tags=["articles"])
    @idempotent
    def post(self, request: Request) -> Response:
        """Begin an article with a draft of its text; readers see it once a reviewer approved it."""
        given = read(ArticleInput, request)
        values = given.validated_data
        draft = create_article(
            by=person(request),
            category=category_of(values["category"]),
            locale=locale_of(values["locale"]),
            text=given.text(),
            kind=values["kind"],
            visibility=values["visibility"],
            organizations=organizations_of(values.get("organizations")),
        )
        shown = article_or_404(request, draft.translation.article_id)
        return Response(ArticleSerializer(shown, context={"request": request}).data, status=status.HTTP_201_CREATED)


class ArticleDetail(ReadersAndWriters):
    @extend_schema(responses=ArticleSerializer, tags=["articles"], operation_id="articles_retrieve")
    def get(self, request: Request, pk: int) -> Response:
        """One article with the languages you may read it in."""
        return Response(ArticleSerializer(article_or_404(request, pk), context={"request": request}).data)

    @extend_schema(request=SettingsInput, responses=ArticleSerializer, tags=["articles"])
    def put(self, request: Request, pk: int) -> Response:
        """Replace where it stands, who reads it and whose it is. Send the `version` you read; 409 when it is older."""
        article = article_or_404(request, pk)
        values = read(SettingsInput, request).validated_data
        settings = Settings(
            category=category_of(values["category"]),
            visibility=values["visibility"],
            organizations=organizations_of(values.get("organizations")),
            owner=_owner(values.get("owner")),
            verify_by=values.get("verify_by"),
            related=list(Article.objects.filter(pk__in=values.get("related", []))),
        )
        settle_article(article, settings, by=person(request), seen=values["version"])
        return Response(ArticleSerializer(article_or_404(request, pk), context={"request": request}).data)


def _in_language(request: Request, locale: str) -> object:
    return Translation.objects.visible_to(request.user).filter(locale=locale).values("article")


def _owner(pk: int | None) -> User | None:
    if pk is None:
        return None
    found = User.objects.filter(pk=pk, is_active=True, role__in=[User.Role.ADMIN, User.Role.AGENT]).first()
    if found is None:
        raise ValidationError({"owner": ["There is no such agent."]})
    return found
