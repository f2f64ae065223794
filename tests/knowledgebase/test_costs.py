"""What a page of articles asks the database does not grow with what it shows."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from knowledgebase.models import Category, Translation
from tests.knowledgebase.writing import make_article, make_category, make_draft, make_translation

pytestmark = pytest.mark.django_db


def asked(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def fill(category: Category, admin: User) -> Translation:
    text = make_article("Live", category=category, by=admin)
    make_translation(text, "Da")
    make_draft("Draft", category=category, by=admin)
    return text


def test_lists_and_editors_cost_the_same_with_more_articles(agent: User, admin: User) -> None:
    client = Client()
    client.force_login(agent)
    category = make_category(by=admin)
    text = fill(category, admin)
    paths = [
        *("/agent/knowledge/", "/agent/knowledge/lists/outdated/", "/agent/knowledge/categories/"),
        *(f"/agent/knowledge/{text.article_id}/en/{tab}" for tab in ("", "changes/", "history/", "reading/")),
    ]
    before = {path: asked(client, path) for path in paths}
    for _ in range(2):
        fill(category, admin)
    assert {path: asked(client, path) for path in paths} == before
    assert max(before.values()) <= 25
