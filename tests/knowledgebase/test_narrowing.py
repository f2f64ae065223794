"""A category made internal while an article is put there: nobody reads the article who may not read the category."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from knowledgebase.errors import NotNow
from knowledgebase.models import Category
from knowledgebase.operations.drafting import create_article
from knowledgebase.operations.settling import Settings, settle_article
from knowledgebase.operations.shelving import delete_category, save_category
from knowledgebase.operations.writing import Text
from tests.knowledgebase.writing import make_article, make_category

pytestmark = pytest.mark.django_db


@pytest.fixture
def seen(admin: User) -> Category:
    """A category as somebody read it before it was made internal."""
    category = make_category("Pumps", by=admin)
    before = Category.objects.get(pk=category.pk)
    category.visibility = "internal"
    save_category(category, by=admin, names={"en": ("Pumps", "")}, seen=before.version)
    return before


def test_a_new_article_takes_what_the_category_allows_now(admin: User, seen: Category) -> None:
    draft = create_article(by=admin, category=seen, locale="en", text=Text("Margins", body="Secret."))
    assert draft.translation.article.audience == "internal"


def test_an_article_moved_there_takes_what_the_category_allows_now(admin: User, seen: Category) -> None:
    article = settle_article(make_article().article, Settings(seen), by=admin)
    assert article.audience == "internal"


def test_the_category_is_locked_before_the_article(admin: User) -> None:
    article = make_article().article
    with CaptureQueriesContext(connection) as asked:
        settle_article(article, replace(Settings(article.category), owner=admin), by=admin)
    locked = [row["sql"] for row in asked if "FOR UPDATE" in row["sql"] or "FOR NO KEY UPDATE" in row["sql"]]
    assert ["category" in sql.partition("FROM")[2].partition("WHERE")[0].split()[0] for sql in locked] == [True, False]


def test_an_article_cannot_be_put_into_a_removed_category(admin: User) -> None:
    category = make_category("Pumps", by=admin)
    gone = Category.objects.get(pk=category.pk)
    delete_category(category, by=admin)
    with pytest.raises(NotNow):
        create_article(by=admin, category=gone, locale="en", text=Text("Bleed", body="Open."))
