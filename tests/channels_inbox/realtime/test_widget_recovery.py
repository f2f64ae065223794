"""Sockets stall, servers are killed, laptops sleep: whatever was said is there afterwards, in order, once (R02–R04)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from pytest_django import Settings
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from accounts.models import User
from channels_inbox.chat.ending import end_chat
from channels_inbox.chat.welcoming import welcome
from channels_inbox.models import Chat
from channels_inbox.realtime.guests import MOST_SILENT_FROM
from tests.channels_inbox.realtime.pages import Page
from tests.channels_inbox.realtime.processes import SocketProcess, socket_process
from tests.channels_inbox.realtime.test_valkey_restart import Mortal, mortal  # noqa: F401
from tests.chatting import Browser, chat_of, make_widget
from tests.local.commands import eventually
from tickets.operations.replying import post_reply

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("committed")]

WIDGETS = 200
# A page of ours, as its frame's browser says it.
ORIGIN: Any = django_settings.SITE_URL


class Window:
    """A widget as it behaves: told of something new, it asks for what follows the entry it holds."""

    def __init__(self, browser: Browser, key: str, socket: ClientConnection) -> None:
        self.browser, self.key, self.page = browser, key, Page(socket)
        self.page.say(kind="hello", token=browser.token)
        self.texts: list[str] = []
        self.seq = 0

    def catch_up(self) -> None:
        for entry in self.browser.entries(self.key, after=self.seq):
            assert entry["seq"] == self.seq + 1
            self.seq = entry["seq"]
            if entry["text"]:
                self.texts.append(entry["text"])

    def hear_until(self, seq: int) -> None:
        """Listen and ask until an entry is here."""
        while self.seq < seq:
            if self.page.hear()["kind"] in {"entries", "resync"}:
                self.catch_up()


@contextmanager
def window(sockets: SocketProcess, browser: Browser, key: str, **more: Any) -> Iterator[Window]:
    address = f"{sockets.url}widget/{browser.widget.site_key}/"
    with connect(address, origin=ORIGIN, proxy=None, **more) as socket:
        yield Window(browser, key, socket)


def answer(key: str, by: User, text: str) -> Chat:
    post_reply(chat_of(key).conversation.ticket, by=by, text=text, channel="chat")
    return chat_of(key)


def test_r02_a_stalled_window_has_all_two_hundred_in_order_once(socket_url: str, agent: User) -> None:
    browser = Browser.welcomed(make_widget())
    key = browser.start()
    sockets = SocketProcess(socket_url, None)  # type: ignore[arg-type]
    # A queue of one frame: it reads nothing while it does not ask.
    with window(sockets, browser, key, max_queue=1) as stalled:
        assert stalled.page.hear()["kind"] == "resync"
        for n in range(200):
            chat = answer(key, agent, f"Step {n}")
        stalled.hear_until(chat.seq)
        assert stalled.texts[1:] == [f"Step {n}" for n in range(200)]


def test_r03_a_sleeper_wakes_to_an_ended_conversation_and_may_not_write_into_it(socket_url: str, agent: User) -> None:
    browser = Browser.welcomed(make_widget())
    key = browser.start()
    sockets = SocketProcess(socket_url, None)  # type: ignore[arg-type]
    with window(sockets, browser, key) as awake:
        awake.hear_until(1)
    chat = answer(key, agent, "It is on its way. Goodbye!")
    end_chat(chat, by=agent)
    # Its message was typed before it slept and goes out on waking.
    late = browser.say(key, "Wait!")
    assert (late.status, late.body["error"]) == (409, "ended")
    with window(sockets, browser, key) as woken:
        woken.hear_until(chat_of(key).seq)
    assert woken.texts[-1] == "It is on its way. Goodbye!"
    state = browser.get(f"conversations/{key}/").body["conversation"]
    assert (state["state"], state["ended_by"]) == ("ended", "agent")


def test_r04_valkey_is_killed_under_two_hundred_windows_and_nothing_is_lost(
    mortal: Mortal,  # noqa: F811
    settings: Settings,
    agent: User,
) -> None:
    mortal.start()
    browser = Browser.welcomed(make_widget())
    key = browser.start()
    with socket_process(settings.REDIS_URL) as sockets, ExitStack() as windows:
        first, *others = [
            windows.enter_context(window(sockets, visitor, own))
            for visitor, own in [(browser, key), *((v, v.start()) for v in visitors(browser, WIDGETS - 1))]
        ]
        for one in (first, *others):
            assert one.page.hear()["kind"] == "resync"
        answer(key, agent, "Before it fell.")
        first.hear_until(chat_of(key).seq)

        mortal.kill()
        # Nobody can be told; it is written all the same.
        assert browser.say(key, "While it lay there.").status == 201
        assert eventually(lambda: not sockets.ready())

        mortal.start()
        for one in (first, *others):
            assert one.page.hear("resync")
        first.catch_up()
        chat = answer(key, agent, "After it stood up.")
        first.hear_until(chat.seq)
        assert first.texts[1:] == ["Before it fell.", "While it lay there.", "After it stood up."]


def test_the_socket_process_is_killed_and_a_new_one_takes_over(agent: User) -> None:
    browser = Browser.welcomed(make_widget())
    key = browser.start()
    with socket_process() as sockets, window(sockets, browser, key) as before:
        before.hear_until(1)
        sockets.process.kill()
        sockets.process.wait(10)
        assert browser.say(key, "Anybody there?").status == 201
    with socket_process() as sockets, window(sockets, browser, key) as after:
        after.seq, after.texts = before.seq, before.texts
        after.hear_until(2)
        chat = answer(key, agent, "Yes.")
        after.hear_until(chat.seq)
    assert after.texts == ["The grinder hums and stops.", "Anybody there?", "Yes."]


def visitors(like: Browser, number: int) -> Iterator[Browser]:
    """Make the browsers of many visitors of one widget, each a person of its own in a place of its own."""
    for place in range(number):
        _, token = welcome(like.widget)
        browser = Browser(like.widget, token)
        browser.client = Client(REMOTE_ADDR=f"192.0.2.{place}")
        yield browser


def test_r05_a_thousand_silent_sockets_are_capped_and_their_neighbours_served(socket_url: str, agent: User) -> None:
    browser = Browser.welcomed(make_widget())
    key = browser.start()
    address = f"{socket_url}widget/{browser.widget.site_key}/"
    sockets = SocketProcess(socket_url, None)  # type: ignore[arg-type]
    with ExitStack() as silent, window(sockets, browser, key) as neighbour:
        neighbour.hear_until(1)
        refused: list[int] = []
        for _ in range(MOST_SILENT_FROM + 20):
            try:
                silent.enter_context(connect(address, origin=ORIGIN, proxy=None))
            except InvalidStatus as error:
                refused.append(error.response.status_code)
        assert len(refused) >= 20
        assert set(refused) == {403}
        chat = answer(key, agent, "Served all the same.")
        neighbour.hear_until(chat.seq)
        assert neighbour.texts[-1] == "Served all the same."
        # Whoever comes from elsewhere finds the door open (the server believes a proxy on its own machine).
        elsewhere = {"X-Forwarded-For": "203.0.113.9"}
        silent.enter_context(connect(address, origin=ORIGIN, proxy=None, additional_headers=elsewhere))
