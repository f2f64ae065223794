"""Who gets a socket at all."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from websockets.exceptions import InvalidStatus

from accounts.models import User
from channels_inbox.realtime.live import MOST_SOCKETS
from tests.channels_inbox.realtime.pages import Page, open_socket, sign_in

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("committed")]


def refused(url: str, session_key: str, **more: str | None) -> int:
    """Return the status a handshake is refused with; fails when it is not."""
    with pytest.raises(InvalidStatus) as refusal, open_socket(url, session_key, **more):
        pass
    return refusal.value.response.status_code


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "https://evil.example",
        "http://localhost:8000.evil.example",
        "http://evil.localhost:8000",
        "https://localhost:8000",
        "http://localhost:3000",
        "http://localhost",
        "http://localhost:99999999",
        "http://[",
    ],
)
def test_x06_a_foreign_page_is_refused_despite_a_good_cookie(socket_url: str, agent: User, origin: str | None) -> None:
    assert refused(socket_url, sign_in(agent), origin=origin) == 403


@pytest.mark.parametrize("origin", ["http://localhost:8000", "http://127.0.0.1:8000"])
def test_our_own_pages_are_let_in(socket_url: str, agent: User, origin: str) -> None:
    with open_socket(socket_url, sign_in(agent), origin=origin) as socket:
        assert Page(socket).hear() == {"kind": "resync"}


@pytest.mark.parametrize("session_key", ["", "0123456789abcdef0123456789abcdef", "'; --", "é", "x" * 3000])
def test_nobody_gets_in_without_a_session(socket_url: str, session_key: str) -> None:
    assert refused(socket_url, session_key) == 403


def test_an_expired_session_is_refused(socket_url: str, agent: User) -> None:
    session_key = sign_in(agent)
    Session.objects.filter(pk=session_key).update(expire_date=timezone.now())
    assert refused(socket_url, session_key) == 403


def test_an_inactive_person_is_refused(socket_url: str, agent: User) -> None:
    session_key = sign_in(agent)
    User.objects.filter(pk=agent.pk).update(is_active=False)
    assert refused(socket_url, session_key) == 403


def test_another_address_is_refused(socket_url: str, agent: User) -> None:
    assert refused(socket_url + "elsewhere", sign_in(agent)) == 403


def test_one_person_gets_only_so_many_sockets(socket_url: str, agent: User, outsider: User) -> None:
    session_key = sign_in(agent)
    with ExitStack() as sockets:
        for _ in range(MOST_SOCKETS):
            Page(sockets.enter_context(open_socket(socket_url, session_key))).hear("resync")
        assert refused(socket_url, session_key) == 403
        with open_socket(socket_url, sign_in(outsider)) as other:
            assert Page(other).hear() == {"kind": "resync"}


def test_a_huge_frame_closes_its_socket_only(open_page: Callable[[User], Page], agent: User) -> None:
    loud, quiet = open_page(agent), open_page(agent)
    loud.socket.send("x" * 1_000_000)
    assert loud.closed_with() == 1009
    assert quiet.heard_until_now() == []


@pytest.mark.parametrize("nonsense", ["", "{", "[]", '{"kind": "viewing", "ticket": "1"}', '{"kind": "sudo"}', b"\x00"])
def test_nonsense_closes_its_socket(open_page: Callable[[User], Page], agent: User, nonsense: str | bytes) -> None:
    page = open_page(agent)
    page.socket.send(nonsense)
    assert page.closed_with() == 1008
