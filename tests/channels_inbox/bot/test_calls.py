"""A flow asks another program: a row first, asked once, and the chat goes on with what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import psycopg2
import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import User
from channels_inbox.bot.calling import SLOTS, make_calls, taken
from channels_inbox.bot.turns import take_turns
from channels_inbox.models import BotCall, BotRun
from helpdesk.lib.advisory import Lock
from tests.botting import bot_answers, make_bot
from tests.channels_inbox.wires.vendor import Asked, Told, Vendor, playing
from tests.chatting import Browser, make_widget

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(settings: Any) -> Iterator[Vendor]:
    settings.WEBHOOK_NETWORKS = ["127.0.0.1/32"]
    with playing(lambda asked: Told.of({"order": {"state": "on its way"}})) as vendor:
        yield vendor


def flow(url: str, **more: Any) -> dict[str, Any]:
    return {
        "start": "number",
        "nodes": {
            "number": {
                "kind": "question",
                "text": "Which order?",
                "name": "order",
                "check": "any",
                "pattern": "",
                "wrong": "",
                "field": "",
                "tries": 2,
                "then": "look",
                "otherwise": "people",
            },
            "look": {
                "kind": "call",
                "method": "GET",
                "url": url,
                "sends": "",
                "path": "order.state",
                "name": "state",
                "seconds": 3,
                "then": "found",
                "otherwise": "people",
                **more,
            },
            "found": {"kind": "message", "text": "Order {order} is {state}.", "then": "end"},
            "people": {"kind": "handoff", "text": "Somebody looks it up.", "team": 0},
        },
    }


def asked_for(tree: dict[str, Any], order: str = "48/213") -> tuple[Browser, str]:
    widget = make_widget()
    make_bot(widget, tree)
    browser = Browser.welcomed(widget)
    key = browser.start("Hi")
    bot_answers()
    browser.say(key, order)
    bot_answers()
    return browser, key


def test_what_it_answers_is_said_to_the_visitor(shop: Vendor) -> None:
    browser, key = asked_for(flow(f"{shop.url}/orders/{{order}}"))
    assert shop.asked == []
    assert make_calls() == 1
    bot_answers()
    assert browser.texts(key)[-1] == "Order 48/213 is on its way."
    assert [asked.path for asked in shop.asked] == ["/orders/48%2F213"]
    # Whatever comes late or twice asks nothing again.
    assert make_calls() == 0
    assert bot_answers() == 0
    assert BotCall.objects.get().state == "sent"


def test_a_post_sends_the_words_it_names(shop: Vendor) -> None:
    asked_for(flow(f"{shop.url}/find", method="POST", sends="order, email"), order="7")
    make_calls()
    assert shop.asked[0].json == {"order": "7", "email": ""}


@pytest.mark.parametrize(
    "told", [Told(status=500), Told(body=b"<html>"), Told.of({"order": {}}), Told(hang_up=True), Told(status=302)]
)
def test_whatever_goes_wrong_leads_the_other_way(shop: Vendor, told: Told) -> None:
    def answer(asked: Asked) -> Told:
        return told

    shop.answer = answer
    browser, key = asked_for(flow(f"{shop.url}/orders/{{order}}"))
    make_calls()
    bot_answers()
    assert "Somebody looks it up." in browser.texts(key)
    assert len(shop.asked) == 1


def test_x01_a_flow_does_not_reach_into_our_own_network(shop: Vendor, settings: Any) -> None:
    settings.WEBHOOK_NETWORKS = []
    browser, key = asked_for(flow(f"{shop.url}/orders/{{order}}"))
    make_calls()
    bot_answers()
    assert "Somebody looks it up." in browser.texts(key)
    assert shop.asked == []
    assert "inside our own network" in BotCall.objects.get().trouble


def test_a_call_whose_worker_died_is_not_awaited_for_ever(shop: Vendor) -> None:
    browser, key = asked_for(flow(f"{shop.url}/orders/{{order}}"))
    long_ago = timezone.now() - timedelta(minutes=2)
    BotCall.objects.update(state="sending", transmitting_at=long_ago, created_at=long_ago)
    BotRun.objects.update(due_at=timezone.now())
    take_turns()
    assert "Somebody looks it up." in browser.texts(key)
    assert make_calls() == 0


def test_the_simulator_shows_a_call_and_makes_it_only_when_told_to(shop: Vendor, client: Client, admin: User) -> None:
    widget = make_widget()
    make_bot(widget, flow(f"{shop.url}/orders/{{order}}"))
    client.force_login(admin)
    base = {"which": "draft", "done": ["say Hi", "say 7"]}
    address = f"/agent/settings/bots/{widget.pk}/simulator/"
    page = client.post(address, {**base, "really": "1"}).content.decode()
    assert f"Asks GET {shop.url}/orders/7" in page
    assert (
        "Order 7 is lost."
        in client.post(address, {**base, "next": "answered", "words_of_call": "lost"}).content.decode()
    )
    assert "Somebody looks it up." in client.post(address, {**base, "next": "call!"}).content.decode()
    assert shop.asked == []
    page = client.post(address, {**base, "send": "on", "really": "1"}).content.decode()
    assert "Order 7 is on its way." in page
    assert len(shop.asked) == 1
    assert not BotCall.objects.exists()


@pytest.mark.parametrize(
    ("body", "path", "value"),
    [
        (b'{"a": [{"b": 3}]}', "a.0.b", "3"),
        (b'{"a": true}', "a", "yes"),
        (b'{"a": {}}', "a", None),
        (b'{"a": null}', "a", None),
        (b"[]", "0", None),
        (b"nonsense", "a", None),
        (b"[" * 5000, "a", None),
        (b'{"a": "on\\u0000its\\ud800way"}', "a", "on its way"),
    ],
)
def test_a_path_leads_to_a_single_value(body: bytes, path: str, value: str | None) -> None:
    assert taken(body, path) == value


def test_visitors_cannot_keep_every_worker_waiting_for_a_slow_program(shop: Vendor) -> None:
    browser, key = asked_for(flow(f"{shop.url}/orders/{{order}}"))
    with closing(psycopg2.connect(**connection.get_connection_params())) as others, others.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, n) FROM generate_series(0, %s) AS n", [Lock.BOT_CALLS, SLOTS - 1])
        assert make_calls() == 0
        # Said aloud: a server lets go of a closed connection's locks a moment later.
        cursor.execute("SELECT pg_advisory_unlock_all()")
    assert shop.asked == []
    assert make_calls() == 1
    bot_answers()
    assert "Order 48/213 is on its way." in browser.texts(key)
