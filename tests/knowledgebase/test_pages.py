"""The authors' pages: what each shows, and what its buttons do."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from knowledgebase.models import Article, Reviewer, Revision, Translation, Vote
from knowledgebase.operations.drafting import save_draft
from knowledgebase.operations.reviewing import approve, submit_for_review, take_back
from knowledgebase.operations.writing import Text
from tests.knowledgebase.writing import make_article, make_category, make_draft, make_translation

pytestmark = pytest.mark.django_db

TABS = ["", "changes/", "feedback/", "history/", "reading/", "settings/"]


@pytest.fixture
def desk(agent: User) -> Client:
    client = Client()
    client.force_login(agent)
    return client


def at(text: Translation, tab: str = "") -> str:
    return f"/agent/knowledge/{text.article_id}/{text.locale}/{tab}"


def test_an_agent_begins_an_article_and_comes_to_its_editor(desk: Client) -> None:
    category = make_category()
    given = {"title": "Bleed the pump", "category": category.pk, "kind": "text", "locale": "en"}
    response = desk.post("/agent/knowledge/new/", given, follow=True)
    assert response.status_code == 200
    assert "Bleed the pump" in response.content.decode()
    assert Article.objects.get().owner == response.wsgi_request.user


@pytest.mark.parametrize("tab", TABS)
def test_each_tab_shows_a_draft_a_published_text_and_a_translation(desk: Client, tab: str) -> None:
    draft = make_draft()
    live = make_article("Descale the boiler")
    german = make_translation(live, "Kessel entkalken")
    for text in (draft.translation, live, german):
        assert desk.get(at(text, tab)).status_code == 200


def test_what_is_related_is_called_by_its_title(desk: Client) -> None:
    live = make_article("Descale the boiler")
    live.article.related.add(make_article("Bleed the pump").article)
    assert "Bleed the pump" in desk.get(at(live)).content.decode()


def test_typing_is_kept_and_a_newer_text_is_never_written_over(desk: Client, admin: User) -> None:
    text = make_draft(body="First").translation
    typed = {"title": "Bleed the pump", "body": "Second", "newest": "1.1"}
    kept = desk.post(at(text, "draft/"), typed, headers={"HX-Request": "true"})
    assert kept.json()["newest"] == "1.2"
    save_draft(text, by=admin, text=Text("Bleed the pump", body="Ingrid's"))
    refused = desk.post(at(text, "draft/"), {**typed, "newest": "1.2"}, headers={"HX-Request": "true"})
    assert refused.status_code == 409
    assert "Ingrid" in refused.content.decode()
    by_hand = desk.post(at(text, "draft/"), {**typed, "newest": "1.2"})
    assert by_hand.status_code == 409
    page = by_hand.content.decode()
    assert "Second" in page
    assert "Ingrid" in page
    assert Revision.objects.get().body == "Ingrid's"


@pytest.mark.parametrize(
    ("verb", "given"),
    [("approval/", {"significance": "medium"}), ("rejection/", {"reason": "Left, not right"}), ("submission/", {})],
)
def test_nobody_decides_about_a_text_they_did_not_read(
    desk: Client, agent: User, admin: User, verb: str, given: dict[str, str]
) -> None:
    draft = make_draft(by=agent, body="What was read.")
    text, decided = draft.translation, {"approval/": "approved", "rejection/": "rejected", "submission/": "in_review"}
    if verb != "submission/":
        Reviewer.objects.create(user=agent, locale="")
        submit_for_review(draft, by=agent)
    assert 'name="newest" value="1.1"' in desk.get(at(text, "changes/")).content.decode()
    take_back(draft, by=admin)
    save_draft(text, by=admin, text=Text("Bleed the pump", body="What nobody read"))
    if verb != "submission/":
        submit_for_review(draft, by=admin)
    before = Revision.objects.get().state
    for seen in ({"newest": "1.1"}, {"newest": "²"}, {}):
        refused = desk.post(at(text, verb), {**given, **seen})
        assert refused.status_code == 409
        assert given.get("reason", "") in refused.content.decode()
    assert Revision.objects.get().state == before
    assert 'name="newest" value="1.2"' in refused.content.decode()
    assert desk.post(at(text, verb), {**given, "newest": "1.2"}).status_code == 302
    assert Revision.objects.get().state == decided[verb]


def test_a_review_goes_through_the_buttons(desk: Client, agent: User, admin: User) -> None:
    text = make_draft(by=agent).translation
    desk.post(at(text, "submission/"), {"newest": "1.1"})
    assert desk.post(at(text, "approval/"), {"significance": "medium"}).status_code == 403
    Reviewer.objects.create(user=agent, locale="")
    desk.post(at(text, "rejection/"), {"reason": "Left, not right", "newest": "1.1"})
    assert Revision.objects.get().state == "rejected"
    again = {"title": "Bleed the pump", "body": "The left valve.", "newest": "1.0"}
    assert desk.post(at(text, "draft/"), again).status_code == 302
    desk.post(at(text, "approval/"), {"significance": "major", "ready": "on", "newest": "2.1"})
    text.refresh_from_db()
    assert text.is_published
    assert desk.post(at(text, "history/1/restoration/")).status_code == 302
    assert Revision.objects.get(state="draft").body == "Open the valve."


def test_a_list_and_its_number_agree(desk: Client, agent: User, admin: User) -> None:
    make_draft(by=agent)
    submit_for_review(make_draft("In review"), by=agent)
    live = make_article("Live")
    make_translation(live, "Da")
    save = save_draft(live, by=admin, text=Text("Live", body="New"))
    approve(save, by=admin, significance="major")
    counted = {"all": 3, "mine": 1, "drafts": 1, "review": 1, "outdated": 1, "untranslated": 0}
    for board, number in counted.items():
        page = desk.get(f"/agent/knowledge/lists/{board}/")
        assert len(page.context["rows"]) == number
        assert {one.key: count for one, count in page.context["boards"]}[board] == number
    french = desk.get("/agent/knowledge/lists/untranslated/?locale=fr")
    assert [row["title"] for row in french.context["rows"]] == ["Live"]


def test_a_light_agent_reads_and_a_customer_finds_nothing(light_agent: User, customer: User) -> None:
    live, draft = make_article(visibility="internal"), make_draft("Secret plans").translation
    client = Client()
    client.force_login(light_agent)
    assert client.get(at(live), follow=True).status_code == 200
    assert client.get(at(live, "reading/")).status_code == 200
    for path in (at(draft), at(draft, "reading/"), at(live, "changes/"), at(live, "settings/")):
        assert client.get(path).status_code == 404
    assert "Secret plans" not in client.get("/agent/knowledge/").content.decode()
    assert client.post(at(live, "draft/"), {"title": "x", "newest": "1.0"}).status_code == 403
    client.force_login(customer)
    assert client.get(at(live)).status_code == 404


def test_a_light_agent_reads_no_word_of_a_draft(light_agent: User, admin: User) -> None:
    live = make_article("Bleed the pump", visibility="internal", summary="How to.")
    german = make_draft("Geheim", category=live.article.category).translation
    save_draft(live, by=admin, text=Text("Layoffs in May", summary="Who goes", body="Names."))
    client = Client()
    client.force_login(light_agent)
    pages = [at(live, "reading/"), "/agent/knowledge/", "/agent/knowledge/lists/drafts/"]
    for path in [*pages, "/agent/knowledge/?q=layoffs", f"/agent/knowledge/?locale={german.locale}"]:
        page = client.get(path)
        assert page.status_code == 200
        assert "Layoffs in May" not in page.content.decode(), path
        assert "Who goes" not in page.content.decode(), path
        assert "Geheim" not in page.content.decode(), path
    assert "Bleed the pump" in client.get(at(live, "reading/")).content.decode()
    assert client.get("/agent/knowledge/?q=layoffs").context["rows"] == []
    client.force_login(admin)
    assert "Layoffs in May" in client.get("/agent/knowledge/?q=layoffs").content.decode()


def test_what_helped_few_is_listed_with_what_they_said(desk: Client) -> None:
    poor, good = make_article("Poor"), make_article("Good")
    for text, helped in ((poor, 1), (good, 3)):
        assert text.current_revision is not None
        for n in range(4):
            Vote.objects.create(
                revision=text.current_revision, visitor=f"v{n}", helpful=n < helped, comment="<b>Which valve?</b>"
            )
    page = desk.get("/agent/knowledge/lists/unhelpful/")
    assert [row["title"] for row in page.context["rows"]] == ["Poor"]
    said = desk.get(at(poor, "feedback/")).content.decode()
    assert "1 of 4 found" in said
    assert "&lt;b&gt;Which valve?" in said
