"""What becomes of a chat whose visitor says no more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Team
from channels_inbox.bot.settling import settle
from channels_inbox.bot.turns import take_turns
from channels_inbox.models import BotRun, BotTurn
from tests.botting import bot_answers, make_bot, make_faq
from tests.chatting import Browser, chat_of, make_widget

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Browser:
    widget = make_widget(team=Team.objects.create(name="Shop", slug="shop"))
    make_bot(widget, silent_hours=4)
    make_faq("Opening hours", answer="Nine to five.")
    return Browser.welcomed(widget)


def asked(browser: Browser, text: str) -> str:
    key = browser.start(text)
    bot_answers()
    return key


def hours_later(hours: float) -> None:
    take_turns(now=timezone.now() + timedelta(hours=hours))


def a_week_later() -> str:
    settle(now=timezone.now() + timedelta(days=7, minutes=1))
    return BotRun.objects.get().outcome


def test_silence_after_an_answer_solves_the_ticket_and_counts_after_a_week(browser: Browser) -> None:
    key = asked(browser, "Opening hours?")
    hours_later(3)
    assert chat_of(key).is_open
    hours_later(4.1)
    assert chat_of(key).conversation.ticket.category == "resolved"
    assert BotRun.objects.get().outcome == "silent"
    assert settle() == 0
    assert a_week_later() == "resolved"


def test_who_comes_back_within_a_week_was_not_helped(browser: Browser) -> None:
    asked(browser, "Opening hours?")
    hours_later(4.1)
    browser.start("It is still closed!")
    BotRun.objects.exclude(outcome="silent").delete()
    assert a_week_later() == "returned"


def test_silence_in_the_middle_leaves_a_ticket_for_people(browser: Browser) -> None:
    key = asked(browser, "Hello")
    hours_later(4.1)
    chat = chat_of(key)
    assert (chat.is_open, chat.conversation.ticket.category) == (False, "new")
    assert chat.conversation.ticket.team == Team.objects.get()
    assert BotRun.objects.get().outcome == "abandoned"
    assert BotTurn.objects.get().score == "abandoned"
