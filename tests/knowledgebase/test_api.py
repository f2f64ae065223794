"""The API of articles: readers read what is meant for them, writers write through the verbs of the desk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from knowledgebase.models import Reviewer, Revision
from tests.api import Api
from tests.knowledgebase.writing import make_article, make_category, make_draft

pytestmark = pytest.mark.django_db

WRITES = [
    ("post", "articles/", {"title": "x", "category": "x", "locale": "en"}),
    ("put", "articles/{pk}/", {"version": 1, "category": "x", "visibility": "public"}),
    ("post", "articles/{pk}/translations/", {"title": "x", "locale": "de"}),
    ("put", "articles/{pk}/translations/en/draft/", {"title": "x", "newest": "1.0"}),
    ("delete", "articles/{pk}/translations/en/draft/", None),
    ("post", "articles/{pk}/translations/en/submission/", {"newest": "1.1"}),
    ("delete", "articles/{pk}/translations/en/submission/", None),
    ("post", "articles/{pk}/translations/en/approval/", {"newest": "1.1"}),
    ("post", "articles/{pk}/translations/en/rejection/", {"reason": "x", "newest": "1.1"}),
    ("put", "articles/{pk}/translations/en/publication/", {}),
    ("delete", "articles/{pk}/translations/en/publication/", None),
]
WRITERS_READ = ["revisions/", "revisions/1/", "draft/"]


def test_each_reads_what_is_meant_for_them(agent: User, light_agent: User, customer: User, outsider: User) -> None:
    category = make_category()
    for visibility in ("public", "signed_in", "internal"):
        make_article(visibility, visibility=visibility, category=category)
    draft = make_draft("draft", category=category)

    def read(user: User | None) -> set[str]:
        rows = Api(user).get("articles/").json()["results"]
        return {text["slug"] for row in rows for text in row["translations"]}

    assert read(None) == {"public"}
    assert read(customer) == read(outsider) == {"public", "signed_in"}
    assert read(light_agent) == {"public", "signed_in", "internal"}
    assert read(agent) == {"public", "signed_in", "internal", "draft"}
    for user in (None, customer, outsider, light_agent):
        assert Api(user).get(f"articles/{draft.translation.article_id}/").status_code == 404
        assert Api(user).get(f"articles/{draft.translation.article_id}/translations/en/").status_code == 404


def test_a_category_without_anything_to_read_is_named_to_colleagues_alone(agent: User, customer: User) -> None:
    above = make_category("Machines")
    make_article("Warranty", visibility="signed_in", category=make_category("Duo", parent=above))
    make_draft("Soon", category=make_category("A machine to come"))

    def named(user: User | None) -> set[str]:
        return {row["slug"] for row in Api(user).get("categories/").json()}

    assert named(None) == set()
    assert named(customer) == {"machines", "duo"}
    assert named(agent) == {"machines", "duo", "a-machine-to-come"}


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_only_agents_write(
    customer: User, outsider: User, light_agent: User, method: str, path: str, body: dict[str, object]
) -> None:
    article = make_article().article
    before = Revision.objects.count()
    assert getattr(Api(), method)(path.format(pk=article.pk), body).status_code == 401
    for user in (customer, outsider, light_agent):
        assert getattr(Api(user), method)(path.format(pk=article.pk), body).status_code == 403
    assert Revision.objects.count() == before


@pytest.mark.parametrize("path", WRITERS_READ)
def test_what_is_being_written_is_for_writers(customer: User, outsider: User, light_agent: User, path: str) -> None:
    article = make_draft().translation.article
    assert Api().get(f"articles/{article.pk}/translations/en/{path}").status_code == 401
    for user in (customer, outsider, light_agent):
        assert Api(user).get(f"articles/{article.pk}/translations/en/{path}").status_code == 403


def test_an_article_goes_its_whole_way(agent: User, admin: User) -> None:
    category = make_category("Pumps")
    author, reviewer = Api(agent), Api(admin)
    body = {"title": "Bleed the pump", "category": category.slug, "locale": "en", "markdown": "Open **it**."}
    made = author.post("articles/", body, key="once")
    assert made.status_code == 201
    assert author.post("articles/", body, key="once").json() == made.json()
    at = f"articles/{made.json()['id']}/translations/en/"
    draft = author.get(at + "draft/").json()
    saved = author.put(at + "draft/", {"title": "Bleed it", "markdown": "Open **it**.", "newest": draft["newest"]})
    assert saved.json()["title"] == "Bleed it"
    again = author.put(at + "draft/", {"title": "Other", "markdown": "", "newest": draft["newest"]})
    assert again.status_code == 409
    read = {"newest": saved.json()["newest"]}
    for verb in ("submission/", "approval/"):
        assert reviewer.post(at + verb, {"newest": draft["newest"]}).status_code == 409
    assert author.post(at + "submission/", {}).status_code == 400
    assert author.post(at + "submission/", read).json()["state"] == "in_review"
    assert author.post(at + "approval/", read).status_code == 403
    refused = {"reason": "No", "newest": draft["newest"]}
    assert reviewer.post(at + "rejection/", refused).status_code == 409
    assert reviewer.post(at + "rejection/", {"reason": "No", **read}).json()["state"] == "rejected"
    newest = author.get(at + "revisions/").json()[0]["newest"]
    saved = author.put(at + "draft/", {"title": "Bleed it", "markdown": "Open **it**.", "newest": newest})
    Reviewer.objects.create(user=agent, locale="en")
    assert (
        author.post(at + "approval/", {"significance": "major", "newest": saved.json()["newest"]}).json()["state"]
        == "approved"
    )
    assert Api().get(at).json()["html"] == "<p>Open <strong>it</strong>.</p>"
    assert author.delete(at + "publication/").status_code == 204
    assert Api().get(at).status_code == 404


def test_settings_are_saved_over_the_version_that_was_read(agent: User) -> None:
    article = make_article().article
    body = {"version": 1, "category": article.category.slug, "visibility": "internal"}
    assert Api(agent).put(f"articles/{article.pk}/", body).json()["audience"] == "internal"
    assert Api(agent).put(f"articles/{article.pk}/", {**body, "visibility": "public"}).status_code == 409
    assert Api().get(f"articles/{article.pk}/").status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {"title": "x", "category": "nowhere", "locale": "en"},
        {"title": "x", "category": "pumps", "locale": "tlh"},
        {"title": "", "category": "pumps", "locale": "en"},
        {"title": "x", "category": "pumps", "locale": "en", "visibility": "mine"},
        {"title": "x", "category": "pumps", "locale": "en", "organizations": [999999]},
        {"title": "x", "category": "pumps", "locale": "en", "owner": 1},
    ],
)
def test_a_wrong_value_is_named(agent: User, body: dict[str, object]) -> None:
    make_category("Pumps")
    assert Api(agent).post("articles/", body).status_code == 400


def test_a_list_asks_the_same_number_of_questions_however_long(agent: User) -> None:
    category = make_category()
    api = Api(agent)
    api.get("me/")
    counts = []
    for _ in range(2):
        for n in range(3):
            make_article(f"Article {n}", category=category)
        with CaptureQueriesContext(connection) as asked:
            assert api.get("articles/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_plans_owners_and_notes_in_the_markdown_are_for_writers(agent: User, light_agent: User, customer: User) -> None:
    text = make_article(body="Open it. <!-- ask legal -->")
    text.expire_at = timezone.now() + timedelta(days=5)
    text.save()
    at = f"articles/{text.article_id}/"
    for user in (None, customer, light_agent):
        shown, article = Api(user).get(f"{at}translations/en/").json(), Api(user).get(at).json()
        listed = Api(user).get("articles/").json()["results"][0]
        assert (shown["markdown"], shown["publish_at"], shown["expire_at"]) == (None, None, None)
        assert shown["html"].startswith("<p>Open it.")
        for row in (article, listed):
            assert (row["key"], row["owner_id"], row["verify_by"]) == (None, None, None)
    assert "ask legal" in Api(agent).get(f"{at}translations/en/").json()["markdown"]
    assert Api(agent).get(at).json()["key"] == text.article.key
