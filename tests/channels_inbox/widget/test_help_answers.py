"""The help centre inside the chat: searched on its first view, offered before a chat begins."""

from __future__ import annotations

from typing import Any

import pytest

from channels_inbox.models import Widget
from knowledgebase.models import HelpCentre, Translation, Visit
from tests.chatting import Browser, make_widget
from tests.knowledgebase.writing import make_article

pytestmark = pytest.mark.django_db
READER = {"reader": "browser-12345678"}
QUESTION = "My pump is loud and rattles since Sunday"


@pytest.fixture(autouse=True)
def nobody_held_out(db: None) -> None:
    HelpCentre.objects.update(holdout_percent=0)


@pytest.fixture
def widget(db: None) -> Widget:
    return make_widget()


@pytest.fixture
def article(db: None) -> Translation:
    return make_article("The pump is loud or rattles", "Fill the tank.", keywords="loud pump")


@pytest.fixture
def hidden(article: Translation) -> Translation:
    return make_article("The loud pump, for us alone", "Secret.", keywords="loud pump", visibility="signed_in")


def test_a_search_finds_what_everybody_may_read_and_is_kept(
    widget: Widget, article: Translation, hidden: Translation
) -> None:
    found = Browser(widget).post("answers/", text="loud pump", language="en-GB", **READER)
    assert [one["id"] for one in found.body["answers"]] == [article.pk]
    assert found.body["answers"][0]["url"].endswith(article.get_absolute_url())
    assert "<" not in found.body["answers"][0]["snippet"]
    visit = Visit.objects.get()
    assert (visit.kind, visit.place, visit.found, visit.query) == ("searched", "widget", 1, "loud pump")


def test_before_a_chat_only_what_is_sure_is_offered_and_never_to_the_holdout(
    widget: Widget, article: Translation, hidden: Translation
) -> None:
    browser = Browser(widget)
    offered = browser.post("answers/", text=QUESTION, unasked=True, **READER).body["answers"]
    assert [one["id"] for one in offered] == [article.pk]
    assert browser.post("answers/", text="Where is my invoice for May", unasked=True, **READER).body["answers"] == []
    HelpCentre.objects.update(holdout_percent=100)
    other = {"reader": "another-browser"}
    assert browser.post("answers/", text=QUESTION, unasked=True, **other).body["answers"] == []
    assert sorted(Visit.objects.values_list("kind", "holdout")) == [("suggested", False), ("suggested", True)]


def test_reading_solving_and_asking_after_all_are_one_visitor_s(widget: Widget, article: Translation) -> None:
    browser = Browser.welcomed(widget)
    browser.post("answers/", text=QUESTION, unasked=True, **READER)
    for told in ("viewed", "solved"):
        assert browser.post(f"answers/{article.pk}/", told=told, **READER).status == 204
    browser.start(QUESTION, **READER)
    visits = Visit.objects.order_by("pk")
    assert [visit.kind for visit in visits] == ["suggested", "viewed", "solved", "contacted"]
    assert len({visit.visitor for visit in visits}) == 1


@pytest.mark.parametrize("reader", [None, 7, "short", "x" * 900])
def test_a_chat_begins_whatever_the_browser_calls_itself(widget: Widget, reader: object) -> None:
    assert Browser.welcomed(widget).start(QUESTION, reader=reader)
    assert not Visit.objects.exists()


def test_an_article_nobody_may_read_here_is_not_counted(widget: Widget, hidden: Translation) -> None:
    assert Browser(widget).post(f"answers/{hidden.pk}/", told="viewed", **READER).status == 204
    assert not Visit.objects.exists()


@pytest.mark.parametrize(
    "content",
    [{"text": 5}, {}, {"text": "x", "reader": "short"}, {"text": "x", "reader": 7}, {"text": "x"}],
)
def test_what_makes_no_sense_is_refused(widget: Widget, article: Translation, content: dict[str, Any]) -> None:
    assert Browser(widget).post("answers/", **content).status == 422
    assert Browser(widget).post(f"answers/{article.pk}/", **{"told": "read", **content}).status == 422


def test_other_sites_may_not_ask_and_a_switch_turns_it_off(widget: Widget, article: Translation) -> None:
    browser = Browser(widget)
    assert browser.post("answers/", text=QUESTION, origin="https://evil.example", **READER).status == 403
    HelpCentre.objects.update(suggests_in_widget=False)
    assert browser.post("answers/", text=QUESTION, **READER).body["answers"] == []
    assert not Visit.objects.exists()


def test_an_answer_opened_again_and_again_is_read_once(widget: Widget, article: Translation) -> None:
    browser = Browser(widget)
    for _ in range(3):
        assert browser.post(f"answers/{article.pk}/", told="viewed", **READER).status == 204
    browser.post(f"answers/{article.pk}/", told="solved", **READER)
    assert sorted(Visit.objects.values_list("kind", flat=True)) == ["solved", "viewed"]
