"""Bots and answers by API: the same rights, the same operations."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry, User
from channels_inbox.models import Bot, Faq
from tests.api import Api
from tests.botting import FLOW, make_bot, make_faq
from tests.channels_inbox.wires.playing import player
from tests.chatting import make_widget

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def bot() -> Bot:
    return make_bot(make_widget(slug="shop"))


def test_a_flow_is_read_replaced_and_put_into_force(admin: User) -> None:
    api = Api(admin)
    shown = api.get("bots/shop/").json()
    assert (shown["channel"], shown["published"], shown["problems"]) == ("shop", 1, [])
    draft = deepcopy(FLOW)
    draft["nodes"]["hello"]["text"] = "Good day."
    saved = api.put("bots/shop/", {"version": 1, "draft": draft})
    assert (saved.status_code, saved.json()["version"]) == (200, 2)
    assert api.put("bots/shop/", {"version": 1, "draft": FLOW}).status_code == 409
    assert api.post("bots/shop/publication/", {"version": 2}).json()["published"] == 2
    assert [row["name"] for row in api.get("bots/").json()] == ["Beanie"]


@pytest.mark.parametrize("draft", [None, [], "x", {"start": "x"}, {"start": "x", "nodes": {"x": {"kind": "message"}}}])
def test_a_flow_that_leads_nowhere_is_refused(admin: User, draft: Any) -> None:
    assert Api(admin).put("bots/shop/", {"version": 1, "draft": draft}).status_code == 400
    assert Bot.objects.get().draft == FLOW


@pytest.mark.parametrize(
    "wrong",
    [
        {"start": ["hello"]},
        {"start": {"a": 1}},
        {"nodes": {"hello": {"kind": ["message"], "text": "Hello"}}},
        {"nodes": {"hello": {"kind": "handoff", "text": "", "team": [0]}}},
        {"nodes": {"hello": {"kind": "handoff", "text": "", "team": {}}}},
        {"nodes": {"hello": {"kind": "handoff", "text": "", "team": False}}},
        {"nodes": {"hello": {"kind": "hours", "calendar": [1], "open": "end", "closed": "end"}}},
    ],
)
def test_a_flow_of_the_wrong_shape_is_refused_with_its_reasons(admin: User, wrong: Any) -> None:
    answer = Api(admin).put("bots/shop/", {"version": 1, "draft": {**FLOW, **wrong}})
    assert answer.status_code == 400
    assert answer.json()["errors"]["draft"]


def test_a_list_asks_once_what_steps_may_name(admin: User) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert Api(admin).get("bots/").status_code == 200
        return len(asked)

    one = statements()
    for number in range(3):
        make_bot(make_widget(slug=f"shop-{number}"))
    assert statements() == one


def test_questions_are_added_replaced_and_removed(admin: User) -> None:
    api = Api(admin)
    sent = {"questions": ["Opening hours?", "When are you open?"], "answer": "Nine to five."}
    made = api.post("faqs/", sent)
    assert made.status_code == 201
    address = f"faqs/{made.json()['id']}/"
    changed = api.put(address, {**sent, "answer": "Ten to six.", "version": 1})
    assert (changed.json()["answer"], changed.json()["questions"]) == ("Ten to six.", sent["questions"])
    assert api.put(address, {**sent, "version": 1}).status_code == 409
    assert api.post("faqs/", {"questions": ["?!"], "answer": "x"}).json()["errors"] != {}
    assert api.post("faqs/", {"questions": [], "answer": "x"}).status_code == 400
    assert api.post("faqs/", {**sent, "language": "Deutsch"}).status_code == 400
    assert api.delete(address).status_code == 204
    assert not Faq.objects.exists()


def test_bots_and_questions_are_for_administrators(agent: User, outsider: User) -> None:
    faq = make_faq("Hours", answer="Nine to five.")
    for person in (agent, outsider):
        api = Api(person)
        for path in ("bots/", "bots/shop/", "faqs/", f"faqs/{faq.pk}/"):
            assert api.get(path).status_code == 403
        assert api.post("bots/shop/publication/", {"version": 1}).status_code == 403
        assert api.delete(f"faqs/{faq.pk}/").status_code == 403
    assert Faq.objects.exists()


def test_its_settings_are_read_as_the_page_reads_them(admin: User) -> None:
    api = Api(admin)
    refund = {"name": "Refund", "words": ["money back", "refund"]}
    saved = api.patch("bots/shop/", {"version": 1, "name": "Bean", "silent_hours": 8, "intents": [refund]})
    assert saved.status_code == 200, saved.content
    told = saved.json()
    assert (told["name"], told["active"], told["silent_hours"], told["intents"]) == ("Bean", True, 8, [refund])
    assert api.patch("bots/shop/", {"version": 1, "name": "Late"}).status_code == 409
    for wrong in ({"silent_hours": 0}, {"intents": [{"name": "", "words": []}]}, {"name": ""}):
        assert api.patch("bots/shop/", {"version": 2, **wrong}).status_code == 400
    assert AuditEntry.objects.filter(kind="bot", action="changed").count() == 1


def test_a_messenger_gets_its_bot_by_program(admin: User) -> None:
    channel = player("telegram").channel("http://127.0.0.1:9")
    api = Api(admin)
    assert api.get(f"bots/{channel.slug}/").json()["published"] is None
    assert api.put(f"bots/{channel.slug}/", {"version": 1, "draft": FLOW}).status_code == 200
    assert api.post(f"bots/{channel.slug}/publication/", {"version": 2}).json()["published"] == 1
    assert api.patch(f"bots/{channel.slug}/", {"version": 2, "active": True}).json()["active"] is True
    assert api.get("bots/contact/").status_code == 404
