"""What is asked before a chat reaches the ticket, and what is switched off is refused."""

from __future__ import annotations

from typing import Any

import pytest

from channels_inbox.models import Chat, Widget
from tests.chatting import Browser, make_widget, new_id
from tickets.models import CustomField, Ticket

pytestmark = pytest.mark.django_db


def question(key: str, kind: str = "text", **more: Any) -> dict[str, Any]:
    plain = {"label": key.title(), "required": False, "pattern": "", "options": [], "fills": False}
    return {"key": key, "type": kind, **plain, **more}


@pytest.fixture
def widget() -> Widget:
    CustomField.objects.create(key="serial", label="Serial", kind="text")
    questions = [
        question("machine", "choice", options=["Duo"]),
        question("serial", fills=True),
        question("name", "name"),
    ]
    return make_widget(settings={"fields": questions})


def begin(widget: Widget, **answers: Any) -> Ticket:
    browser = Browser.welcomed(widget)
    answer = browser.post("conversations/", client_id=new_id(), text="No pressure", answers=answers)
    assert answer.status == 201
    return Chat.objects.get(conversation__key=answer.body["conversation"]["key"]).conversation.ticket


def test_an_answer_fills_in_the_ticket_s_field_or_stands_in_a_note(widget: Widget) -> None:
    ticket = begin(widget, machine="Duo", serial="HD-77", name="Maya")
    assert ticket.fields == {"serial": "HD-77"}
    first, note = ticket.messages.order_by("pk")
    assert (first.text, note.public) == ("No pressure", False)
    assert "Machine: Duo" in note.text


@pytest.mark.parametrize(
    "answers", [{"serial": 7}, {"serial": " "}, {"serial": "\ud800"}, {"nobody": "asked"}, {"machine": ["Duo"]}]
)
def test_what_nobody_asked_is_left_out(widget: Widget, answers: dict[str, Any]) -> None:
    ticket = begin(widget, **answers)
    assert ticket.fields == {}
    assert ticket.messages.get().text == "No pressure"


def test_answers_that_are_no_object_harm_nothing(widget: Widget) -> None:
    browser = Browser.welcomed(widget)
    assert browser.post("conversations/", client_id=new_id(), text="Hello", answers="x").status == 201


def test_what_is_switched_off_is_refused(widget: Widget) -> None:
    browser = Browser.welcomed(widget, email="maya@cafenorr.example")
    key = browser.start()
    Widget.objects.filter(pk=widget.pk).update(settings={"files": False, "end": False, "transcript": False})
    assert browser.send_file(key, "a.png", b"x").body["error"] == "not_offered"
    assert browser.post(f"conversations/{key}/end/").status == 403
    assert browser.post(f"conversations/{key}/transcript/").status == 403


def test_the_list_shows_what_was_said_last(widget: Widget) -> None:
    browser = Browser.welcomed(widget)
    key = browser.start("First")
    browser.say(key, "Second")
    [listed] = browser.get("conversations/").body["conversations"]
    assert listed["last"]["text"] == "Second"


SERIAL = question("serial", label="Serial number", required=True, pattern=r"HD-\d{2,6}")
MACHINE = question("machine", "choice", label="Machine", required=True, options=["Duo", "Pro 2"])
AGREED = question("agreed", "check", label="I have read it", required=True)


@pytest.mark.parametrize(
    ("asked", "answers", "words"),
    [
        (SERIAL, {}, "Serial number: we need this to go on."),
        (SERIAL, {"serial": "  "}, "Serial number: we need this to go on."),
        (SERIAL, {"serial": "HD-7x"}, "Serial number: look at this again."),
        (SERIAL, {"serial": "HD-" + "7" * 300}, "Serial number: 200 characters at most."),
        (MACHINE, {"machine": "Kettle"}, "Machine: choose one of these."),
        (AGREED, {"agreed": ""}, "Tick this to go on."),
    ],
)
def test_what_a_widget_must_be_told_is_refused_without(
    asked: dict[str, Any], answers: dict[str, str], words: str
) -> None:
    browser = Browser.welcomed(make_widget(settings={"fields": [asked]}))
    refused = browser.post("conversations/", client_id=new_id(), text="No pressure", answers=answers)
    assert (refused.status, refused.body["field"], refused.body["message"]) == (422, asked["key"], words)
    assert not Ticket.objects.exists()


def test_a_name_that_is_needed_is_asked_for_once() -> None:
    name = question("name", "name", label="Your name", required=True, pattern="[A-Z].*")
    browser = Browser.welcomed(make_widget(settings={"fields": [name]}))
    refused = browser.post("conversations/", client_id=new_id(), text="Hello")
    assert (refused.status, refused.body["field"]) == (422, "name")
    browser.start("Hello", name="Maya")
    browser.start("Hello again")
    assert browser.post("conversations/", client_id=new_id(), text="Hello", name="maya").status == 422


def test_a_chat_that_has_begun_goes_on_whatever_is_asked_since(widget: Widget) -> None:
    browser, begun = Browser.welcomed(widget), new_id()
    first = browser.post("conversations/", client_id=begun, text="No pressure")
    Widget.objects.filter(pk=widget.pk).update(settings={"fields": [SERIAL]})
    again = browser.post("conversations/", client_id=begun, text="No pressure")
    assert (again.status, again.body["conversation"]["key"]) == (201, first.body["conversation"]["key"])


def test_a_pattern_that_could_take_for_ever_is_not_asked() -> None:
    """Those kept before such patterns were refused hold nobody up."""
    asked = question("serial", required=True, pattern="((a+))+$")
    browser = Browser.welcomed(make_widget(settings={"fields": [asked]}))
    answers = {"serial": "a" * 60 + "!"}
    assert browser.post("conversations/", client_id=new_id(), text="Hello", answers=answers).status == 201
