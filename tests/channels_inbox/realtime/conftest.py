"""A real socket process beside the tests, on the test's own database and Valkey."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from urllib.parse import quote

import pytest
from django.conf import settings

from accounts.models import User
from helpdesk.local.folders import ROOT
from helpdesk.local.processes import processes
from tests.channels_inbox.realtime.pages import Page, open_socket, sign_in
from tests.local.commands import eventually


@pytest.fixture(scope="session")
def socket_url(django_db_setup: None) -> Iterator[str]:
    """Start the socket process as `make run` does; return where it listens."""
    port = free_port()
    ports = {"PORT": 8000, "SOCKET_PORT": port, "SMTP_PORT": 2525}
    [process] = [p for p in processes(host="127.0.0.1", ports=ports, beat_schedule="") if p.name == "socket"]
    server = subprocess.Popen([sys.executable, *process.command[1:]], cwd=ROOT, env=_environ())
    try:
        assert eventually(lambda: _ready(port)), "The socket process did not become ready."
        yield f"ws://127.0.0.1:{port}/ws/"
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture
def committed(transactional_db: None, django_db_serialized_rollback: None) -> None:
    """Commit for real, so that the socket process sees it; what migrations wrote is there again each time."""


@pytest.fixture
def open_page(socket_url: str, committed: None) -> Iterator[Callable[[User], Page]]:
    """Open pages of signed-in people; they are closed after the test."""
    with ExitStack() as sockets:

        def open_page(user: User) -> Page:
            page = Page(sockets.enter_context(open_socket(socket_url, sign_in(user))))
            page.hear("resync")
            return page

        yield open_page


def free_port() -> int:
    """Return a port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _environ() -> dict[str, str]:
    database = settings.DATABASES["default"]
    url = f"postgres://{database['USER']}@/{database['NAME']}?host={quote(str(database['HOST']))}"
    if database["PASSWORD"]:
        url = (
            f"postgres://{database['USER']}:{database['PASSWORD']}"
            f"@{database['HOST']}:{database['PORT']}/{database['NAME']}"
        )
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "helpdesk.settings.test",
        "DATABASE_URL": url,
        "REDIS_URL": settings.REDIS_URL,
    }


def _ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready/", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
