"""Every new ticket is heard once, and counted for the question it asks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from channels_inbox.models import Channel
from insights.models import Asking, Question
from insights.operations.changing import wording_of
from insights.operations.listening import listen
from insights.operations.settling import settle
from tests.factories import make_customer, make_inbound, make_ticket
from tickets.models import Ticket

LATE = [
    "Where is my parcel, it should have come on Monday?",
    "My parcel has not arrived yet, where is it?",
    "When does my parcel arrive, nothing was delivered so far?",
]
REFUND = ["When do I get my refund?", "My refund has not arrived on my bank account", "How long does a refund take?"]


def ask(text: str, **more: object) -> Ticket:
    return make_ticket(make_customer(), subject="Question", text=text, **more)  # type: ignore[arg-type]


def questions() -> list[tuple[str, int]]:
    alive = Question.objects.filter(joined_into=None, size__gt=0).order_by("-size", "pk")
    return list(alive.values_list("wording", "size"))


def test_the_same_question_in_other_words_is_one_question(mailbox: Channel) -> None:
    for late, refund in zip(LATE, REFUND, strict=True):
        ask(late)
        ask(refund)
    assert listen() == 6
    settle()
    assert [size for _, size in questions()] == [3, 3]
    for texts in (LATE, REFUND):
        assert Asking.objects.filter(text__in=texts).values("question").distinct().count() == 1


def test_a_ticket_asks_once_however_often_it_is_heard(mailbox: Channel) -> None:
    ticket = ask(LATE[0])
    assert listen() == 1
    make_inbound(ticket, text="And how do I return it?")
    assert listen() == 0
    settle()
    assert listen() == 0
    assert (Asking.objects.count(), questions()[0][1]) == (1, 1)


@pytest.mark.parametrize("text", ["Thank you!", "Hi", "Hello,\n\nRegards\nMaya"])
def test_what_asks_nothing_is_no_question(mailbox: Channel, text: str) -> None:
    ask(text)
    listen()
    assert Asking.objects.get().skipped == Asking.Skipped.EMPTY
    assert questions() == []


def test_machines_and_colleagues_ask_nothing(mailbox: Channel, agent: User) -> None:
    ask("I am out of office until Monday. Where is my parcel?", automatic=True)
    ask("Where is my parcel?", by=agent)
    listen()
    assert list(Asking.objects.order_by("pk").values_list("skipped", flat=True)) == ["automatic", "agent"]
    assert questions() == []


def test_a_chat_that_begins_with_a_greeting_is_heard_again(mailbox: Channel) -> None:
    ticket = ask("Hi", channel="chat")
    now = timezone.now()
    listen(now=now)
    assert Asking.objects.get().again_at
    make_inbound(ticket, text="How do I descale my machine?")
    assert listen(now=now) == 0
    assert listen(now=now + timedelta(minutes=3)) == 1
    asking = Asking.objects.get()
    assert (asking.text, asking.again_at, asking.channel) == ("How do I descale my machine?", None, "chat")
    assert questions() == [("How do I descale my machine?", 1)]


def test_a_chat_that_never_asks_is_let_go(mailbox: Channel) -> None:
    ask("Hi", channel="chat")
    listen(now=timezone.now() + timedelta(hours=2))
    assert (Asking.objects.get().skipped, Asking.objects.get().again_at) == ("empty", None)


def test_the_wording_says_nothing_about_one_person(mailbox: Channel) -> None:
    make_ticket(
        make_customer("maya@cafenorr.example", "Maya Lindqvist"),
        subject="Order 40113",
        text="Where is my order 40113? Please mail maya@cafenorr.example. Maya Lindqvist",
    )
    listen()
    settle()
    (wording, _), *_ = questions()
    assert "order" in wording.casefold()
    for secret in ("40113", "maya", "Lindqvist"):
        assert secret not in wording


def test_a_question_of_nothing_but_personal_data_has_a_name_all_the_same(mailbox: Channel) -> None:
    asking = Asking(ticket=ask("Where is my parcel?"), text="maya@cafenorr.example 12345678")
    assert wording_of(asking) == "Unnamed question"


def test_other_languages_are_told_apart_by_their_words(mailbox: Channel) -> None:
    for text in ("Wo ist mein Paket?", "Mein Paket ist nicht angekommen, wo ist es?", "Wie entkalke ich die Maschine?"):
        ask(text)
    listen()
    settle()
    assert sorted(size for _, size in questions()) == [1, 2]
    assert set(Asking.objects.values_list("language", flat=True)) == {"de"}


def test_what_was_learned_anew_changes_no_count(mailbox: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("insights.operations.grounding.STEPS", (4,))
    for text in [*LATE, *REFUND]:
        ask(text)
        listen()
    settle()
    assert [size for _, size in questions()] == [3, 3]
