"""Every address of the authors' side, tried by every role: author, reviewer, translator, reader, customer, outsider."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from accounts.models import Team, User
from channels_inbox import knowledge_urls
from knowledgebase.models import ArticleEvent, Category, Reviewer, Revision, Translation
from knowledgebase.operations.drafting import save_draft
from knowledgebase.operations.filing import add_file
from knowledgebase.operations.reviewing import submit_for_review
from knowledgebase.operations.writing import Text
from tests.factories import make_user
from tests.knowledgebase.writing import make_article, make_category

pytestmark = pytest.mark.django_db

NAMES = [str(pattern.name) for pattern in knowledge_urls.urlpatterns if isinstance(pattern, URLPattern)]
# What a light agent may open: lists, and what is published to read.
READ = {
    *("agent_knowledge", "agent_knowledge_list", "agent_categories"),
    *("agent_article", "agent_article_source", "agent_article_reading"),
}
ADMINS = {
    "agent_article_import",
    "agent_new_category",
    "agent_category",
    "agent_category_position",
    "agent_category_removal",
}
DECISIONS = {
    "agent_article_approval": {"significance": "medium", "newest": "2.1"},
    "agent_article_rejection": {"reason": "No"},
    "agent_article_publication": {},
    "agent_article_expiry": {"at": ""},
    "agent_article_readiness": {"ready": "no"},
    "agent_article_withdrawal": {},
}


@pytest.fixture
def text(admin: User) -> Translation:
    """An internal article with a draft in review, a file, and a category only one team writes in."""
    category = make_category("Machines", by=admin)
    live = make_article(category=category, visibility="internal", by=admin)
    submit_for_review(save_draft(live, by=admin, text=Text("Bleed the pump", body="New.")), by=admin)
    add_file(live.article, by=admin, name="a.png", content_type="image/png", content=b"x")
    return live


@pytest.fixture
def addresses(text: Translation) -> dict[str, str]:
    pk, file = text.article_id, text.article.files.get().pk
    category = text.article.category_id
    arguments: dict[str, list[object]] = {
        **{name: [] for name in ("agent_knowledge", "agent_new_article", "agent_article_preview")},
        **{name: [] for name in ("agent_categories", "agent_new_category")},
        **{name: [] for name in ("agent_article_import", "agent_article_export")},
        **{name: [category] for name in ("agent_category", "agent_category_position", "agent_category_removal")},
        **{name: [pk] for name in ("agent_article_files", "agent_article_source", "agent_article_translations")},
        "agent_knowledge_list": ["all"],
        "agent_article_file_removal": [pk, file],
        "agent_article_restoration": [pk, "en", 1],
    }
    return {name: reverse(name, args=arguments.get(name, [pk, "en"])) for name in NAMES}


def answers(user: User | None, path: str) -> set[int]:
    client = Client()
    if user is not None:
        client.force_login(user)
    got = client.get(path)
    if got.streaming:
        got.getvalue()
    return {got.status_code, client.post(path, {}).status_code}


def past() -> tuple[int, int]:
    return ArticleEvent.objects.count(), Category.objects.count()


def test_strangers_sign_in_first_and_customers_find_nothing(
    addresses: dict[str, str], customer: User, outsider: User
) -> None:
    before = past()
    for name, path in addresses.items():
        assert answers(None, path) <= {302, 405}, name
        for user in (customer, outsider):
            assert answers(user, path) <= {404, 405}, name
    assert past() == before


def test_a_light_agent_reads_and_changes_nothing(addresses: dict[str, str], light_agent: User) -> None:
    before = past()
    client = Client()
    client.force_login(light_agent)
    for name, path in addresses.items():
        got = client.get(path).status_code
        assert got in ({200, 302} if name in READ else {404, 405}), name
        assert client.post(path, {"newest": "2.1", "title": "x"}).status_code in {403, 404, 405, 422}, name
    assert past() == before


def test_only_administrators_change_categories(addresses: dict[str, str], agent: User) -> None:
    Reviewer.objects.create(user=agent, locale="")
    for name in ADMINS:
        assert answers(agent, addresses[name]) <= {404, 405}, name


def test_an_author_writes_and_decides_nothing(addresses: dict[str, str], text: Translation, agent: User) -> None:
    client = Client()
    client.force_login(agent)
    for name, given in DECISIONS.items():
        assert client.post(addresses[name], given).status_code == 403, name
    assert client.post(addresses["agent_article_recall"]).status_code == 302
    typed = {"title": "Bleed the pump", "body": "Mine.", "newest": "2.1"}
    assert client.post(addresses["agent_article_draft"], typed).status_code == 302
    assert Revision.objects.get(state="draft").body == "Mine."


def test_a_reviewer_of_another_language_decides_nothing_here(
    addresses: dict[str, str], text: Translation, agent: User
) -> None:
    Reviewer.objects.create(user=agent, locale="de")
    client = Client()
    client.force_login(agent)
    for name, given in DECISIONS.items():
        assert client.post(addresses[name], given).status_code == 403, name
    Reviewer.objects.create(user=agent, locale="en")
    for name, given in DECISIONS.items():
        if name != "agent_article_rejection":
            assert client.post(addresses[name], given).status_code == 302, name


def test_a_translator_begins_a_language_and_a_team_of_its_own_keeps_others_out(
    addresses: dict[str, str], text: Translation, agent: User, admin: User
) -> None:
    client = Client()
    client.force_login(agent)
    assert client.post(addresses["agent_article_translations"], {"locale": "de"}).status_code == 302
    german = Translation.objects.get(locale="de")
    assert german.revisions.get().translated_from == text.current_revision
    team = Team.objects.create(name="Writers", slug="writers")
    text.article.category.writers.add(team)
    typed = {"title": "Pumpe", "body": "Neu.", "newest": "1.1"}
    path = reverse("agent_article_draft", args=[text.article_id, "de"])
    assert client.post(path, typed).status_code == 403
    team.members.add(agent)
    assert client.post(path, typed).status_code == 302


def test_a_file_is_for_those_who_may_read_its_article(
    text: Translation, agent: User, light_agent: User, customer: User, outsider: User
) -> None:
    path = text.article.files.get().address
    assert answers(agent, path) == answers(light_agent, path) == {200, 405}
    for user in (customer, outsider, make_user()):
        assert answers(user, path) == {404, 405}
    assert answers(None, path) == {302, 405}
    assert answers(agent, path.replace("a.png", "b.png")) == {404, 405}


@pytest.mark.parametrize(
    ("name", "kind"), [("x.svg", "image/svg+xml"), ("x.html", "text/html"), ("x.xml", "application/xml")]
)
def test_what_could_run_is_only_ever_saved(agent: User, admin: User, name: str, kind: str) -> None:
    article = make_article(by=admin).article
    file = add_file(article, by=admin, name=name, content_type=kind, content=b"<script>alert(1)</script>")
    client = Client()
    response = client.get(file.address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response.getvalue() == b"<script>alert(1)</script>"
