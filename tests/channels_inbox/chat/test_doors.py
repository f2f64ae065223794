"""Who may ask a widget's addresses, and what strangers hear (X07, X08, X11)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from channels_inbox.chat.ending import end_chat
from channels_inbox.models import Chat, Visitor
from tests.chatting import Browser, chat_of, make_widget, new_id

pytestmark = pytest.mark.django_db

KEYED = ["", "entries/", "files/", "reads/", "typing/", "end/", "transcript/"]


def every_question(browser: Browser, key: str) -> list[Any]:
    """Ask everything there is to ask about a conversation."""
    asked = [browser.get(f"conversations/{key}/{path}") for path in ("", "entries/")]
    asked += [browser.say(key, "Mine now"), browser.send_file(key, "a.png", b"x")]
    asked += [browser.post(f"conversations/{key}/{path}", seq=1) for path in ("reads/", "typing/", "end/")]
    return [*asked, browser.post(f"conversations/{key}/transcript/")]


def test_x07_another_visitor_finds_no_trace_of_a_conversation() -> None:
    widget = make_widget()
    mine, theirs = Browser.welcomed(widget), Browser.welcomed(widget)
    key = mine.start("My order number is 4711.")
    before = mine.entries(key)
    for answer in every_question(theirs, key):
        assert (answer.status, answer.body["error"]) == (404, "unknown")
    missing = theirs.get("conversations/0000/entries/")
    assert missing.body == theirs.get(f"conversations/{key}/entries/").body
    assert mine.entries(key) == before


def test_x07_a_token_is_good_at_its_own_widget_only() -> None:
    mine = Browser.welcomed(make_widget())
    key = mine.start()
    elsewhere = Browser(make_widget(), mine.token)
    assert {answer.status for answer in every_question(elsewhere, key)} == {401}
    assert elsewhere.get("conversations/").status == 401


def test_x07_a_token_is_no_way_into_the_api_of_agents() -> None:
    browser = Browser.welcomed(make_widget())
    browser.start()
    for path in ("tickets/", "me/", "customers/"):
        answer = Client().get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {browser.token}"})
        assert answer.status_code in {401, 403}


def test_without_a_token_nothing_is_answered() -> None:
    widget = make_widget()
    key = Browser.welcomed(widget).start()
    nobody = Browser(widget)
    assert {answer.status for answer in every_question(nobody, key)} == {401}
    # Not from the address either, where it would stand in logs.
    assert nobody.get(f"conversations/{key}/entries/", token="x" * 43).status == 401


def test_only_a_hash_of_a_token_is_kept() -> None:
    browser = Browser.welcomed(make_widget())
    assert browser.token not in str(Visitor.objects.values().get())


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "https://shop.example.evil.example", "http://shop.example"]
)
def test_pages_of_other_origins_are_refused(origin: str) -> None:
    browser = Browser.welcomed(make_widget())
    key = browser.start()
    for answer in (
        browser.post("visitors/", origin=origin),
        browser.get("conversations/", origin=origin),
        browser.post(f"conversations/{key}/entries/", origin=origin, text="x", client_id=new_id()),
    ):
        assert (answer.status, answer.body["error"]) == (403, "origin")
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_x11_what_a_browser_says_of_itself_is_one_line_of_the_log_and_words_on_the_page(
    caplog: pytest.LogCaptureFixture, agent: User
) -> None:
    widget = make_widget()
    forged = "https://evil.example\nINFO root <b>logged in</b>"
    assert Browser(widget).post("visitors/", origin=forged).status == 403
    [line] = [record.getMessage() for record in caplog.records if "evil.example" in record.getMessage()]
    assert "\n" not in line
    bad = "<img src=x onerror=alert(1)>"
    page = {"url": "javascript:alert(1)", "title": bad}
    browser = Browser.welcomed(widget, name=f"{bad}\nTwo", page=page, language=bad)
    number = chat_of(browser.start(bad)).conversation.ticket.number
    desk = Client()
    desk.force_login(agent)
    for path in ("/agent/chats/", f"/agent/chats/{number}/", f"/agent/tickets/{number}/"):
        shown = desk.get(path).content.decode()
        assert "<img src=x" not in shown
        assert "javascript:" not in shown
        assert "&lt;img src=x" in shown


def test_what_changes_something_must_say_where_it_comes_from() -> None:
    browser = Browser.welcomed(make_widget())
    assert browser.post("visitors/", origin=None).status == 403


def test_an_allowed_site_may_ask_and_nothing_is_kept_on_the_way() -> None:
    browser = Browser.welcomed(make_widget())
    answer = browser.get("conversations/", origin="https://shop.example")
    assert answer.status == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "https://shop.example"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Authorization" in answer.headers["Vary"]


def test_x08_two_visitors_behind_one_cache_are_two(settings: Any) -> None:
    widget = make_widget()
    first, second = (Browser.welcomed(widget) for _ in range(2))
    first.start("From the first desk.")
    second.start("From the second desk.")
    [one], [other] = (b.get("conversations/").body["conversations"] for b in (first, second))
    assert one["key"] != other["key"]
    for browser in (first, second):
        assert browser.get("conversations/").headers["Cache-Control"] == "no-store"


def test_a_paused_widget_is_not_there() -> None:
    widget = make_widget()
    browser = Browser.welcomed(widget)
    widget.channel.paused_at = timezone.now()
    widget.channel.save()
    assert browser.get("conversations/").status == 404
    assert browser.post("visitors/").status == 404


@pytest.mark.parametrize(
    "content",
    [
        {"text": "", "client_id": "good-id-1"},
        {"text": 5, "client_id": "good-id-1"},
        {"text": "x" * 10_001, "client_id": "good-id-1"},
        {"text": "a\x00b", "client_id": "good-id-1"},
        {"text": "Hello"},
        {"text": "Hello", "client_id": "short"},
        {"text": "Hello", "client_id": "message:1234"},
        {"text": "Hello", "client_id": ["good-id-1"]},
    ],
)
def test_a_broken_message_is_refused_beside_its_cause(content: dict[str, Any]) -> None:
    browser = Browser.welcomed(make_widget())
    key = browser.start()
    answer = browser.post(f"conversations/{key}/entries/", **content)
    assert (answer.status, answer.body["error"]) == (422, "malformed")
    assert answer.body["field"] in {"text", "client_id"}
    assert len(browser.entries(key)) == 1


@pytest.mark.parametrize("after", ["-1", "x", "1.5", "99999999999", "١"])
def test_a_nonsensical_position_is_refused(after: str) -> None:
    browser = Browser.welcomed(make_widget())
    key = browser.start()
    assert browser.get(f"conversations/{key}/entries/", after=after).status == 422


def test_a_huge_question_is_refused_unread() -> None:
    browser = Browser.welcomed(make_widget())
    assert browser.post("visitors/", name="x" * 100_000).status == 413


def test_a_flood_is_held_back_and_its_neighbour_is_not() -> None:
    widget = make_widget()
    loud, quiet = Browser.welcomed(widget), Browser.welcomed(widget)
    key, other = loud.start(), quiet.start()
    answers = [loud.say(key, f"Buy now {n}") for n in range(45)]
    assert [a.status for a in answers[-5:]] == [429] * 5
    assert answers[-1].headers["Retry-After"] == "30"
    assert quiet.say(other, "May I ask").status == 201


def test_many_visitors_of_one_address_together_are_a_flood_too() -> None:
    widget = make_widget()
    browsers = [Browser.welcomed(widget) for _ in range(13)]
    tried = [b.post("conversations/", text="Buy now", client_id=new_id()).status for b in browsers for _ in range(5)]
    assert set(tried) == {201}
    for chat in Chat.objects.all():
        end_chat(chat, by=None)
    tried = [b.post("conversations/", text="Buy now", client_id=new_id()).status for b in browsers for _ in range(5)]
    assert tried == [201] * 55 + [429] * 10


def test_other_methods_are_refused() -> None:
    browser = Browser.welcomed(make_widget())
    key = browser.start()
    assert browser.get(f"conversations/{key}/end/").status == 405
    assert browser.get("visitors/").status == 405


def test_what_is_switched_off_is_refused_by_the_desk_too() -> None:
    widget = make_widget(settings={"files": False, "end": False, "transcript": False})
    browser = Browser.welcomed(widget, email="klara@nyberg.example")
    key = browser.start()
    answers = [browser.send_file(key, "a.png", b"x")]
    answers += [browser.post(f"conversations/{key}/{path}") for path in ("end/", "transcript/")]
    assert [(a.status, a.body["error"]) for a in answers] == [(403, "not_offered")] * 3
    assert browser.get(f"conversations/{key}/").body["conversation"]["state"] == "open"
