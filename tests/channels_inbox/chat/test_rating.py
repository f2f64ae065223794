"""The question at the end of a chat is the one everybody is asked, and nobody is asked it twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from channels_inbox.asking import ask_for_ratings
from channels_inbox.chat.owning import accept_chat
from tests.chatting import Browser, chat_of, make_widget
from tests.mail import make_channel
from tickets.models import Message, Rating, RatingSettings
from tickets.operations.progress import resolve_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def asking(db: None) -> None:
    RatingSettings.objects.update(enabled=True)


def ended(agent: User, **about: str) -> tuple[Browser, str]:
    browser = Browser.welcomed(make_widget(), **about)
    key = browser.start()
    accept_chat(chat_of(key), by=agent)
    browser.post(f"conversations/{key}/end/")
    return browser, key


def test_an_answer_at_the_end_is_kept_and_may_be_changed(agent: User) -> None:
    browser, key = ended(agent)
    question = browser.get(f"conversations/{key}/rating/").body["rating"]
    best = question["choices"][0]["score"]
    answer = browser.post(f"conversations/{key}/rating/", score=best, comment="Quick and kind.")
    assert (answer.status, answer.body["rating"]["score"]) == (200, best)
    browser.post(f"conversations/{key}/rating/", score=question["choices"][-1]["score"])
    rating = Rating.objects.get()
    assert (rating.score, rating.answers.count(), rating.resolved_by) == (question["choices"][-1]["score"], 2, agent)


def test_who_answered_in_the_chat_is_not_asked_by_mail(agent: User) -> None:
    make_channel()
    browser, key = ended(agent, email="klara@nyberg.example")
    browser.post(f"conversations/{key}/rating/", score=5)
    resolve_ticket(chat_of(key).conversation.ticket, by=agent)
    assert ask_for_ratings(now=timezone.now() + timedelta(days=40)) == 0
    assert not Message.objects.filter(channel="email").exists()


def test_while_they_talk_there_is_no_question(agent: User) -> None:
    browser = Browser.welcomed(make_widget())
    key = browser.start()
    assert browser.get(f"conversations/{key}/rating/").body == {"rating": None}
    assert browser.post(f"conversations/{key}/rating/", score=5).status == 409


def test_where_nobody_is_asked_nothing_is_kept(agent: User) -> None:
    RatingSettings.objects.update(enabled=False)
    browser, key = ended(agent)
    assert browser.get(f"conversations/{key}/rating/").body == {"rating": None}
    assert browser.post(f"conversations/{key}/rating/", score=5).status == 409
    assert not Rating.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"score": 9}, "score"),
        ({"score": "5"}, "score"),
        ({}, "score"),
        ({"score": 5, "comment": "x" * 4001}, "comment"),
        ({"score": 5, "reason": "Because I say so"}, "reason"),
    ],
)
def test_a_wrong_answer_is_refused_beside_its_cause(agent: User, wrong: dict[str, Any], field: str) -> None:
    browser, key = ended(agent)
    answer = browser.post(f"conversations/{key}/rating/", **wrong)
    assert (answer.status, answer.body["field"]) == (422, field)
    assert not Rating.objects.exists()


def test_another_visitor_rates_nothing(agent: User) -> None:
    browser, key = ended(agent)
    stranger = Browser.welcomed(browser.widget)
    assert stranger.get(f"conversations/{key}/rating/").status == 404
    assert stranger.post(f"conversations/{key}/rating/", score=1).status == 404
