"""A flow is edited, tried and put into force in the browser; nobody but administrators finds it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEntry, Team, User
from channels_inbox.models import Bot, BotRun, Chat, Faq, Widget
from tests.botting import FLOW, bot_answers, make_bot, make_faq
from tests.chatting import Browser, make_widget

pytestmark = pytest.mark.django_db


@pytest.fixture
def widget() -> Widget:
    return make_widget()


@pytest.fixture
def base(widget: Widget) -> str:
    return f"/agent/settings/bots/{widget.pk}/"


@pytest.fixture
def desk(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


def add(desk: Client, base: str, name: str, kind: str, **values: Any) -> None:
    version = Bot.objects.values_list("version", flat=True).first() or 1
    answer = desk.post(f"{base}steps/new/", {"name": name, "kind": kind, "version": version})
    assert answer.status_code == 302, answer.context["form"].errors
    save(desk, base, name, **values)


def save(desk: Client, base: str, name: str, **values: Any) -> None:
    answer = desk.post(f"{base}steps/{name}/", {"version": Bot.objects.get().version, **values})
    assert answer.status_code == 302, answer.context["form"].errors


def build(desk: Client, base: str) -> None:
    add(desk, base, "menu", "choice", text="What is it?", label_1="Order", label_2="Person", option_1="end")
    add(desk, base, "people", "handoff", text="", team=0)
    save(desk, base, "menu", text="What is it?", label_1="Order", option_1="end", label_2="Person", option_2="people")


def switch_on(desk: Client, base: str, **more: Any) -> Any:
    values = {"name": "Beanie", "active": "on", "silent_hours": 4, "version": Bot.objects.get().version}
    return desk.post(f"{base}edit/", {**values, **more})


def test_a_flow_is_built_put_into_force_and_switched_on(desk: Client, base: str, widget: Widget) -> None:
    assert "No flow yet" in desk.get(base).content.decode()
    build(desk, base)
    assert switch_on(desk, base).status_code == 422
    assert desk.post(f"{base}publication/", {"version": Bot.objects.get().version}).status_code == 302
    assert switch_on(desk, base, intents="Billing: charged twice, refund").status_code == 302
    bot = Bot.objects.get()
    assert (bot.active, bot.intents) == (True, [{"name": "Billing", "words": ["charged twice", "refund"]}])
    page = desk.get(base).content.decode()
    assert "Version 1 is in force" in page
    assert "“Person”" in page
    assert AuditEntry.objects.filter(kind="bot", action="put into force").count() == 1
    Browser.welcomed(widget).start("Hi")
    assert Chat.objects.get().owner == Chat.Owner.BOT


def test_what_is_not_whole_is_not_put_into_force(desk: Client, base: str) -> None:
    add(desk, base, "menu", "choice", text="What is it?", label_1="Order")
    page = desk.get(base).content.decode()
    assert "Button 1 leads nowhere" in page
    answer = desk.post(f"{base}publication/", {"version": Bot.objects.get().version})
    assert answer.status_code == 409
    assert Bot.objects.get().published is None


def test_wrong_values_stay_in_the_form_beside_their_error(desk: Client, base: str) -> None:
    add(desk, base, "menu", "choice", text="?", label_1="Order", option_1="end")
    desk.post(f"{base}steps/new/", {"name": "ask", "kind": "question", "version": Bot.objects.get().version})
    wrong = {"version": Bot.objects.get().version, "text": "Typed", "name": "Order number", "check": "pattern"}
    answer = desk.post(f"{base}steps/ask/", {**wrong, "pattern": "(a+)+", "tries": 9})
    assert answer.status_code == 422
    assert {"name", "pattern", "tries"} <= set(answer.context["form"].errors)
    assert "Order number" in answer.content.decode()


def test_two_editors_hear_of_each_other(desk: Client, base: str) -> None:
    build(desk, base)
    answer = desk.post(f"{base}steps/people/", {"version": 1, "text": "Mine.", "team": 0})
    assert answer.status_code == 409
    assert "Mine." in answer.content.decode()
    assert desk.post(f"{base}beginning/people/", {"version": 1}).status_code == 409
    assert desk.post(f"{base}steps/people/removal/", {"version": Bot.objects.get().version}).status_code == 409


def test_subjects_need_words(desk: Client, base: str, widget: Widget) -> None:
    make_bot(widget)
    answer = switch_on(desk, base, intents="Billing")
    assert answer.status_code == 422
    assert "Billing" in answer.content.decode()


def test_a_chat_is_tried_without_leaving_a_trace(desk: Client, base: str, widget: Widget) -> None:
    make_bot(widget)
    make_faq("Opening hours", answer="Nine to five.")

    def tried(*done: str, **now: str) -> str:
        return desk.post(f"{base}simulator/", {"which": "draft", "done": done, **now}).content.decode()

    assert "What the visitor writes" in desk.get(f"{base}simulator/").content.decode()
    assert "What is it about?" in tried(words="Hello")
    assert "What is your order number?" in tried("say Hello", next="press menu/1|My order")
    page = tried("say Hello", "press menu/1|My order", words="48213")
    assert "Thank you, order 48213 it is." in page
    assert "A person gets the chat" in page
    assert "Nine to five." in tried(words="opening hours")
    assert not Chat.objects.exists()
    assert not BotRun.objects.exists()


@pytest.mark.parametrize(
    "done", [[], ["press x|y", "nonsense"], ["call 5"], ["say " + "x" * 9000] * 100, ["press //|"]]
)
def test_whatever_is_tried_the_simulator_answers(desk: Client, base: str, widget: Widget, done: list[str]) -> None:
    make_bot(widget)
    assert desk.post(f"{base}simulator/", {"which": "draft", "done": done, "next": "answered"}).status_code == 200
    assert desk.post(f"{base}simulator/", {"which": "draft", "at": "then"}).status_code == 422


def test_the_bar_says_how_chats_ended(desk: Client, base: str, widget: Widget) -> None:
    make_bot(widget)
    browser = Browser.welcomed(widget)
    for text in ("I want a human please", "Hello"):
        browser.start(text)
    bot_answers()
    page = desk.get(base).content.decode()
    assert "Handed to a person <b>1</b>" in page
    assert "Still talking <b>1</b>" in page


def test_a_question_is_written_changed_and_removed(desk: Client) -> None:
    sent = {
        "wordings": "How do I descale?\n\nDescaling\nDescaling",
        "answer": "With acid.",
        "language": "",
        "active": "on",
    }
    assert desk.post("/agent/settings/faqs/new/", sent).status_code == 302
    faq = Faq.objects.get()
    assert [wording.plain for wording in faq.wordings.all()] == ["how do i descale", "descaling"]
    address = f"/agent/settings/faqs/{faq.pk}/"
    assert desk.post(address, {**sent, "answer": "With vinegar.", "version": 1}).status_code == 302
    assert desk.post(address, {**sent, "answer": "Stale.", "version": 1}).status_code == 409
    assert desk.post(address, {**sent, "wordings": " ?! ", "version": 2}).status_code == 422
    assert "With vinegar." in desk.get("/agent/settings/faqs/", {"q": "vinegar"}).content.decode()
    assert "Nothing like" in desk.get("/agent/settings/faqs/", {"q": "tea"}).content.decode()
    assert desk.post(f"{address}removal/").status_code == 302
    assert AuditEntry.objects.filter(kind="faq").count() == 3


def test_nobody_but_administrators_finds_bots_and_questions(
    client: Client, agent: User, outsider: User, base: str, widget: Widget
) -> None:
    make_bot(widget)
    faq = make_faq("Hours", answer="Nine to five.")
    Team.objects.create(name="Orders", slug="orders")
    paths = [base, f"{base}edit/", f"{base}steps/new/", f"{base}steps/menu/", f"{base}simulator/"]
    paths += ["/agent/settings/bots/", "/agent/settings/faqs/", "/agent/settings/faqs/new/"]
    paths += [f"/agent/settings/faqs/{faq.pk}/"]
    posts = [f"{base}publication/", f"{base}steps/menu/removal/", f"{base}beginning/menu/", *paths]
    posts += [f"/agent/settings/faqs/{faq.pk}/removal/"]
    for person in (agent, outsider):
        client.force_login(person)
        assert {client.get(path).status_code for path in paths} == {404}
        assert {client.post(path).status_code for path in posts} <= {404, 405}
    assert Bot.objects.get().draft == FLOW
    assert Faq.objects.exists()
