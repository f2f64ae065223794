"""The bot's turn is a row: workers that race, die or come late say everything once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from channels_inbox.bot.places import chat as place
from channels_inbox.bot.turns import take_turns
from channels_inbox.chat.owning import accept_chat
from channels_inbox.models import Chat, ChatEntry
from tests.botting import make_bot
from tests.chatting import Browser, chat_of, make_widget
from tests.queueing import meanwhile, waits
from tickets.selectors import locked

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def browser() -> Browser:
    widget = make_widget()
    make_bot(widget)
    return Browser.welcomed(widget)


def bot_said() -> list[str]:
    return list(ChatEntry.objects.filter(author="bot").order_by("seq").values_list("client_id", flat=True))


def test_a_worker_that_dies_in_its_turn_leaves_nothing_half_said(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.start("Hi")
    first = place.say_as_bot

    def dies(*args: object, **kwargs: object) -> None:
        first(*args, **kwargs)  # type: ignore[arg-type]
        raise SystemExit

    monkeypatch.setattr(place, "say_as_bot", dies)
    with pytest.raises(SystemExit):
        take_turns()
    monkeypatch.undo()
    assert bot_said() == []
    # Its claim holds for some seconds; then the next one says all of it.
    assert take_turns() == 0
    assert take_turns(now=timezone.now() + timedelta(minutes=1)) == 1
    assert bot_said() == ["bot:1:0", "bot:1:1"]


def test_of_two_workers_one_speaks(browser: Browser) -> None:
    key = browser.start("Hi")
    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            locked(chat_of(key).conversation.ticket)
            one = meanwhile(pool, take_turns)
            waits()
            # To the second one the first one's claim has run out.
            other = meanwhile(pool, take_turns, now=timezone.now() + timedelta(minutes=1))
            waits(2)
        assert sorted([one.result(), other.result()]) == [0, 1]
    assert bot_said() == ["bot:1:0", "bot:1:1"]


def test_who_takes_the_chat_while_the_bot_thinks_has_it_alone(browser: Browser, agent: User) -> None:
    key = browser.start("Hi")
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            accept_chat(chat_of(key), by=agent)
            bot = meanwhile(pool, take_turns)
            waits()
        assert bot.result() == 0
    assert bot_said() == []
    assert chat_of(key).owner == Chat.Owner.AGENT
