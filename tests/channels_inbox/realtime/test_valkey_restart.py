"""Valkey is killed and comes back: every page catches up, and hears what follows."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from pytest_django import Settings

from accounts.models import User
from channels_inbox.realtime.publish import publisher
from helpdesk.local import valkey
from tests.channels_inbox.realtime.pages import Page, open_socket, sign_in
from tests.channels_inbox.realtime.processes import socket_process
from tests.factories import make_inbound, make_ticket
from tests.local.commands import eventually

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("committed")]

PAGES = 20


class Mortal:
    """A Valkey of one test's own, which may be killed."""

    def __init__(self, data: Path) -> None:
        self.server = valkey.Valkey(data, data / "valkey.log")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.server.prepare()
        self.process = self.server.start()

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()


@pytest.fixture
def mortal(settings: Settings) -> Iterator[Mortal]:
    """A Valkey that publications of this test go to; not started yet."""
    data = Path(tempfile.mkdtemp(prefix="desk"))
    settings.REDIS_URL = valkey.url(data)
    publisher.cache_clear()
    server = Mortal(data)
    yield server
    publisher().client.close()
    publisher.cache_clear()
    server.kill()
    shutil.rmtree(data)


def test_every_page_catches_up_and_hears_what_follows(
    mortal: Mortal, settings: Settings, agent: User, caplog: pytest.LogCaptureFixture
) -> None:
    ticket = make_ticket()
    mortal.start()
    with socket_process(settings.REDIS_URL) as sockets, ExitStack() as open_sockets:
        session_key = sign_in(agent)
        pages = [Page(open_sockets.enter_context(open_socket(sockets.url, session_key))) for _ in range(PAGES)]
        for page in pages:
            assert page.hear() == {"kind": "resync"}

        mortal.kill()
        make_inbound(ticket)  # must succeed although nobody can be told
        assert "catch up" in caplog.text
        assert eventually(lambda: not sockets.ready())

        mortal.start()
        for page in pages:
            assert page.hear() == {"kind": "resync"}
        make_inbound(ticket)
        for page in pages:
            assert page.hear("ticket_changed")["id"] == ticket.pk


def test_a_missed_publication_is_made_good_by_the_next(mortal: Mortal, settings: Settings, agent: User) -> None:
    make_ticket()  # nobody listens: Valkey has not been started
    mortal.start()
    with socket_process(settings.REDIS_URL) as sockets, open_socket(sockets.url, sign_in(agent)) as socket:
        page = Page(socket)
        page.hear("resync")
        make_ticket()
        assert [page.hear()["kind"], page.hear()["kind"]] == ["resync", "ticket_changed"]
