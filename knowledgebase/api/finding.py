"""From a request to an article: the one way there is."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.models import Organization, User
from knowledgebase.models import Article, Category, Revision, Translation


class WritersOnly(BasePermission):
    message = "Only agents may do this."

    def has_permission(self, request: Request, view: APIView) -> bool:
        return bool(request.user.is_authenticated and request.user.can_answer)


def person(request: Request) -> User:
    return cast(User, request.user)


def articles(request: Request) -> Any:
    """Return the articles this person may read, each with the texts they may read as `readable`."""
    texts = Translation.objects.visible_to(request.user).select_related("current_revision").order_by("pk")
    found = Article.objects.visible_to(request.user).select_related("category")
    return found.prefetch_related(Prefetch("translations", texts, to_attr="readable"))


def article_or_404(request: Request, pk: int) -> Article:
    return cast(Article, get_object_or_404(articles(request), pk=pk))


def text_or_404(request: Request, pk: int, locale: str) -> Translation:
    texts = Translation.objects.visible_to(request.user).select_related("article__category", "current_revision")
    return get_object_or_404(texts, article=pk, locale=locale)


def open_or_404(text: Translation) -> Revision:
    found = text.revisions.filter(state__in=[Revision.State.DRAFT, Revision.State.IN_REVIEW]).first()
    if found is None:
        raise Http404
    return found


def read(shape: Any, request: Request) -> Any:
    """Return what was sent, checked."""
    given = shape(data=request.data)
    given.is_valid(raise_exception=True)
    return given


def category_of(slug: str) -> Category:
    found = Category.objects.filter(slug=slug).first()
    if found is None:
        raise ValidationError({"category": ["There is no such category."]})
    return found


def locale_of(locale: str) -> str:
    if locale not in settings.KNOWLEDGE_LOCALES:
        raise ValidationError({"locale": [f"Must be one of {', '.join(settings.KNOWLEDGE_LOCALES)}."]})
    return locale


def organizations_of(keys: list[int] | None) -> list[Organization]:
    found = list(Organization.objects.filter(pk__in=keys or []))
    if len(found) < len(set(keys or [])):
        raise ValidationError({"organizations": ["One of them does not exist."]})
    return found
