"""Halden's knowledge base as a stranger finds it at the first start."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import override_settings

from helpdesk.demo.desk import seed_demo
from knowledgebase.models import Article, Category, Revision, Translation

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    media = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files"))
    with media, django_db_blocker.unblock(), transaction.atomic():
        seed_demo()
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("locale", ["en", "de", "fr"])
def test_anybody_reads_at_least_forty_articles_in_each_of_three_languages(desk: None, locale: str) -> None:
    readable = Translation.objects.published().visible_to(AnonymousUser()).filter(locale=locale)
    assert readable.count() >= 40


def test_every_shelf_has_something_on_it(desk: None) -> None:
    assert Category.objects.count() == 6
    assert not Category.objects.filter(articles=None).exists()


def test_what_is_meant_for_colleagues_is_for_them_alone(desk: None) -> None:
    keys = set(Article.objects.visible_to(AnonymousUser()).values_list("key", flat=True))
    assert not keys & {"outlet-seals-of-batch-88", "how-we-write", "training-for-your-team"}


def test_work_is_going_on(desk: None) -> None:
    states = set(Revision.objects.values_list("state", flat=True))
    assert {Revision.State.DRAFT, Revision.State.IN_REVIEW, Revision.State.APPROVED} <= states


def test_no_article_is_younger_than_its_text(desk: None) -> None:
    for article in Article.objects.prefetch_related("translations"):
        for translation in article.translations.all():
            assert translation.published_at is not None
            assert translation.changed_at is not None
            assert article.created_at <= translation.published_at <= translation.changed_at


def test_every_choice_of_a_guide_leads_somewhere(desk: None) -> None:
    guides = Revision.objects.filter(translation__article__kind=Article.Kind.GUIDE)
    assert guides.count() == 2
    for guide in guides:
        steps = {part["id"] for part in guide.parts}
        assert {choice["to"] for part in guide.parts for choice in part["choices"]} <= steps
