"""The sockets of widgets: who gets one, what they hear, and what closes them (R05, X06, X07)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from accounts.models import Team, User
from channels_inbox.chat.hints import MOST_TOLD
from channels_inbox.chat.owning import accept_chat
from channels_inbox.models import Widget
from channels_inbox.realtime.guests import MOST_OF_ONE
from tests.channels_inbox.realtime.pages import Page
from tests.chatting import Browser, chat_of, make_widget
from tests.factories import make_user
from tickets.models import Ticket
from tickets.operations.replying import add_note, post_reply

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("committed")]


def knock(url: str, widget: Widget, *, origin: str | None = "") -> ClientConnection:
    """Open a socket as the widget's frame does."""
    page: Any = settings.SITE_URL if origin == "" else origin
    return connect(f"{url}widget/{widget.site_key}/", origin=page, proxy=None)


@pytest.fixture
def open_window(socket_url: str, committed: None) -> Iterator[Callable[[Browser], Page]]:
    """Open a browser's window on its widget; closed after the test."""
    with ExitStack() as sockets:

        def open_window(browser: Browser) -> Page:
            page = Page(sockets.enter_context(knock(socket_url, browser.widget)))
            page.say(kind="hello", token=browser.token)
            page.hear("resync")
            return page

        yield open_window


def test_a_visitor_hears_what_an_agent_answered_as_the_questions_would_tell_it(
    open_window: Callable[[Browser], Page], agent: User
) -> None:
    browser = Browser.welcomed(make_widget())
    key = browser.start()
    window = open_window(browser)
    post_reply(chat_of(key).conversation.ticket, by=agent, text="Let me look.", channel="chat")
    said, joined = window.hear("entries"), window.hear("entries")
    assert [said["seq"], joined["seq"]] == [2, 3]
    assert said["answer"]["entries"] + joined["answer"]["entries"] == browser.entries(key, after=1)
    assert said["answer"]["entries"][0]["text"] == "Let me look."
    assert joined["answer"]["entries"][0]["event"] == {"event": "joined"}
    assert joined["answer"]["conversation"] == browser.get(f"conversations/{key}/").body["conversation"]


def test_long_words_and_files_are_asked_for(open_window: Callable[[Browser], Page]) -> None:
    browser = Browser.welcomed(make_widget())
    key = browser.start()
    window = open_window(browser)
    browser.say(key, "x" * (MOST_TOLD + 1))
    assert window.hear("entries") == {"kind": "entries", "conversation": key, "seq": 2}
    browser.send_file(key, "photo.png", b"png")
    assert window.hear("entries") == {"kind": "entries", "conversation": key, "seq": 3}


def test_nothing_is_told_of_what_was_undone(open_window: Callable[[Browser], Page], agent: User) -> None:
    browser = Browser.welcomed(make_widget())
    key = browser.start()
    window = open_window(browser)
    ticket = chat_of(key).conversation.ticket
    with transaction.atomic():
        with suppress(ZeroDivisionError), transaction.atomic():
            post_reply(ticket, by=agent, text="Forget this.", channel="chat")
            raise ZeroDivisionError
        post_reply(ticket, by=agent, text="This is it.", channel="chat")
    assert window.hear("entries")["answer"]["entries"][0]["text"] == "This is it."


def test_notes_are_never_among_what_a_visitor_hears(open_window: Callable[[Browser], Page], agent: User) -> None:
    browser = Browser.welcomed(make_widget())
    key = browser.start()
    window = open_window(browser)
    add_note(chat_of(key).conversation.ticket, by=agent, text="A secret between us")
    browser.say(key, "Still there?")
    heard = window.hear()
    assert [entry["text"] for entry in heard["answer"]["entries"]] == ["Still there?"]
    assert "A secret" not in str(heard)


def test_one_visitors_news_are_not_anothers(open_window: Callable[[Browser], Page], agent: User) -> None:
    widget = make_widget()
    mine, theirs = Browser.welcomed(widget), Browser.welcomed(widget)
    theirs.start()
    other = open_window(theirs)
    post_reply(chat_of(mine.start()).conversation.ticket, by=agent, text="Only for you.", channel="chat")
    assert other.heard_until_now() == []


@pytest.mark.parametrize("origin", [None, "null", "https://evil.example", "https://shop.example"])
def test_x06_only_our_own_frame_gets_a_socket(socket_url: str, origin: str | None) -> None:
    with pytest.raises(InvalidStatus) as refusal, knock(socket_url, make_widget(), origin=origin):
        pass
    assert refusal.value.response.status_code == 403


@pytest.mark.parametrize("token", ["x" * 43, "'; drop table --padding-padding"])
def test_a_wrong_token_closes_the_socket(socket_url: str, token: str) -> None:
    with knock(socket_url, make_widget()) as socket:
        page = Page(socket)
        page.say(kind="hello", token=token)
        assert page.closed_with() == 4001


def test_x07_a_token_of_another_site_closes_the_socket(socket_url: str) -> None:
    browser = Browser.welcomed(make_widget())
    with knock(socket_url, make_widget()) as socket:
        page = Page(socket)
        page.say(kind="hello", token=browser.token)
        assert page.closed_with() == 4001


@pytest.mark.parametrize(
    "nonsense", ["", "{", "[]", '{"kind":"viewing","ticket":1}', '{"kind":"hello"}', b"\x00", "[" * 3000]
)
def test_nonsense_closes_the_socket(socket_url: str, nonsense: str | bytes) -> None:
    with knock(socket_url, make_widget()) as socket:
        socket.send(nonsense)
        assert Page(socket).closed_with() == 1008


def test_whoever_goes_on_talking_after_hello_is_put_out(open_window: Callable[[Browser], Page]) -> None:
    window = open_window(Browser.welcomed(make_widget()))
    window.say(kind="entries", conversation="1", after=0)
    assert window.closed_with() == 1008


def test_r05_a_frame_of_ten_megabytes_closes_its_socket_only(
    socket_url: str, open_window: Callable[[Browser], Page], agent: User
) -> None:
    browser = Browser.welcomed(make_widget())
    key = browser.start()
    quiet = open_window(browser)
    with knock(socket_url, browser.widget) as loud:
        with suppress(ConnectionClosed):
            loud.send("x" * 10_000_000)
        # A server that stops reading in the middle may cut the line before its farewell is read.
        assert Page(loud).closed_with() in {1009, None}
    with knock(socket_url, browser.widget) as loud:
        loud.send("x" * 1_000_000)
        assert Page(loud).closed_with() == 1009
    browser.say(key, "Hello?")
    assert quiet.hear("entries")["seq"] == 2


def test_a_visitor_has_only_so_many_windows(open_window: Callable[[Browser], Page], socket_url: str) -> None:
    browser = Browser.welcomed(make_widget())
    for _ in range(MOST_OF_ONE):
        open_window(browser)
    with knock(socket_url, browser.widget) as socket:
        socket.send(json.dumps({"kind": "hello", "token": browser.token}))
        assert Page(socket).closed_with() == 1008


def chatting(agent: User) -> tuple[Browser, str, int]:
    """Let somebody chat with an agent; return their browser, the conversation and its ticket."""
    browser = Browser.welcomed(make_widget())
    key = browser.start()
    accept_chat(chat_of(key), by=agent)
    return browser, key, chat_of(key).conversation.ticket_id


def test_who_has_the_ticket_open_sees_the_visitor_write_and_read(
    open_page: Callable[[User], Page], agent: User
) -> None:
    browser, key, ticket = chatting(agent)
    viewer, elsewhere = open_page(agent), open_page(agent)
    viewer.say(kind="viewing", ticket=ticket)
    viewer.hear("presence")
    elsewhere.heard_until_now()
    browser.post(f"conversations/{key}/typing/")
    assert viewer.hear("visitor_typing") == {"kind": "visitor_typing", "ticket": ticket}
    browser.post(f"conversations/{key}/reads/", seq=2)
    assert viewer.hear("chat_read") == {"kind": "chat_read", "seq": 2, "ticket": ticket}
    assert not {"visitor_typing", "chat_read"} & {frame["kind"] for frame in elsewhere.heard_until_now()}


def test_the_visitor_sees_the_agent_write_and_read(open_window: Callable[[Browser], Page], agent: User) -> None:
    browser, key, ticket = chatting(agent)
    window = open_window(browser)
    number = chat_of(key).conversation.ticket.number
    client = Client()
    client.force_login(agent)
    client.post(f"/agent/chats/{number}/typing/")
    assert window.hear() == {"kind": "typing", "name": "Ana", "conversation": key}
    browser.say(key, "Still there?")
    window.hear("entries")
    client.post(f"/agent/tickets/{number}/visit/", {"seq": Ticket.objects.get(pk=ticket).seq})
    assert window.hear() == {"kind": "read", "seq": 3, "conversation": key}


def test_a_colleague_who_looks_on_leaves_no_mark(open_window: Callable[[Browser], Page], agent: User) -> None:
    browser, key, ticket = chatting(agent)
    browser.say(key, "Still there?")
    window = open_window(browser)
    colleague = make_user(User.Role.AGENT)
    client = Client()
    client.force_login(colleague)
    found = Ticket.objects.get(pk=ticket)
    client.post(f"/agent/tickets/{found.number}/visit/", {"seq": found.seq})
    assert window.heard_until_now() == []
    assert chat_of(key).agent_read < chat_of(key).seq


def test_agents_hear_of_chats_they_may_see_and_of_no_others(open_page: Callable[[User], Page], agent: User) -> None:
    team = Team.objects.create(name="Secret team", slug="secret")
    inside, outside = open_page(agent), open_page(make_user(User.Role.AGENT, ticket_scope="teams"))
    customer = make_user()
    stranger = open_page(customer)
    key = Browser.welcomed(make_widget(team=team)).start("A private matter")
    ticket = chat_of(key).conversation.ticket
    heard = inside.hear("chat_changed")
    assert heard == {
        "kind": "chat_changed",
        "ticket": ticket.pk,
        "number": ticket.number,
        "what": "waiting",
        "agent": None,
    }
    assert outside.heard_until_now() == []
    assert stranger.heard_until_now() == []
