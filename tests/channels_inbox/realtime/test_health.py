"""What the supervisor asks the socket process."""

from __future__ import annotations

import urllib.request
from urllib.error import HTTPError

import pytest

pytestmark = pytest.mark.slow


def status(socket_url: str, path: str) -> int:
    try:
        with urllib.request.urlopen(socket_url.replace("ws://", "http://").replace("/ws/", path), timeout=5) as answer:
            return int(answer.status)
    except HTTPError as error:
        with error:
            return error.code


@pytest.mark.parametrize("path", ["/health/live/", "/health/ready/"])
def test_it_is_alive_and_ready(socket_url: str, path: str) -> None:
    assert status(socket_url, path) == 200


@pytest.mark.parametrize("path", ["/", "/ws/", "/agent/", "/health/"])
def test_it_serves_no_pages(socket_url: str, path: str) -> None:
    assert status(socket_url, path) == 404
