"""That a visitor leaves, or is back, is told to those who have their chat before them."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from channels_inbox.chat.owning import accept_chat
from channels_inbox.models import Visitor
from channels_inbox.realtime import departures
from channels_inbox.realtime.departures import Departures
from channels_inbox.realtime.wire import Publication
from tests.chatting import Browser, chat_of, make_widget

pytestmark = pytest.mark.django_db


class Told:
    """What would have gone out to the pages of agents."""

    def __init__(self) -> None:
        self.news: list[Publication] = []

    def publish(self, publications: list[Publication]) -> None:
        self.news += publications

    def taken(self) -> list[tuple[Any, ...]]:
        found = [(json.loads(one.frame), one.to) for one in self.news]
        self.news = []
        return [(content["kind"], content["ticket"], content["here"], sorted(to)) for content, to in found]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    made = Told()
    monkeypatch.setattr(departures, "publisher", lambda: made)
    return made


@pytest.fixture
def chat(agent: User, told: Told) -> Any:
    key = Browser.welcomed(make_widget(gone_after=30)).start()
    accept_chat(chat_of(key), by=agent)
    return chat_of(key)


def note(watch: Departures, *visitors: int) -> None:
    watch.note(set(visitors))


def seen(seconds_ago: int) -> None:
    Visitor.objects.update(seen_at=timezone.now() - timedelta(seconds=seconds_ago))


def test_who_comes_and_who_leaves_is_told_once(chat: Any, told: Told, agent: User) -> None:
    watch, visitor, ticket = Departures(), chat.visitor_id, chat.conversation.ticket_id
    groups = sorted([f"viewers:{ticket}", f"login:{agent.pk}"])
    note(watch, visitor)
    note(watch, visitor)
    assert told.taken() == [("visitor_here", ticket, True, groups)]
    seen(5)
    note(watch)
    assert told.taken() == [], "they may be between two pages"
    seen(31)
    note(watch)
    note(watch)
    assert told.taken() == [("visitor_here", ticket, False, groups)]
    assert not watch.is_watching
    note(watch, visitor)
    assert told.taken() == [("visitor_here", ticket, True, groups)]


def test_a_step_to_the_next_page_is_no_leaving(chat: Any, told: Told) -> None:
    watch = Departures()
    note(watch, chat.visitor_id)
    note(watch)
    note(watch, chat.visitor_id)
    seen(31)
    assert {here for _, _, here, _ in told.taken()} == {True}


def test_who_has_gone_over_to_another_process_has_not_left(chat: Any, told: Told) -> None:
    watch = Departures()
    note(watch, chat.visitor_id)
    note(watch)
    Visitor.objects.update(seen_at=timezone.now() + departures.ELSEWHERE)
    told.taken()
    note(watch)
    assert told.taken() == []
    assert not watch.is_watching


def test_of_visitors_without_a_chat_nothing_is_told(told: Told) -> None:
    browser = Browser.welcomed(make_widget())
    assert browser.token
    watch, visitor = Departures(), Visitor.objects.get().pk
    note(watch, visitor)
    note(watch)
    assert told.taken() == []
    assert not watch.is_watching
