"""A real socket process beside the tests, on the test's own database and Valkey."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from accounts.models import User
from tests.channels_inbox.realtime.pages import Page, open_socket, sign_in
from tests.channels_inbox.realtime.processes import socket_process


@pytest.fixture(scope="session")
def socket_url(django_db_setup: None) -> Iterator[str]:
    """Start the socket process as `make run` does; return where it listens."""
    with socket_process() as process:
        yield process.url


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
