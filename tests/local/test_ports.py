"""A port that cannot be used is said before anything starts."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from helpdesk.local.preflight import CannotStart, check_ports, read_ports


@pytest.fixture
def taken() -> Iterator[int]:
    """Return a port on which somebody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_taken_port_is_named_with_the_variable_that_moves_it(taken: int) -> None:
    with pytest.raises(CannotStart) as refusal:
        check_ports("127.0.0.1", {"PORT": free_port(), "SMTP_PORT": taken})
    assert f"Port {taken} for incoming mail is taken" in str(refusal.value)
    assert "SMTP_PORT=" in str(refusal.value)
    assert str(refusal.value).count("\n") == 0


def test_every_problem_is_named_at_once(taken: int) -> None:
    with pytest.raises(CannotStart) as refusal:
        check_ports("127.0.0.1", {"PORT": taken, "SOCKET_PORT": 70, "SMTP_PORT": taken})
    assert f"Port {taken} for the web pages is taken" in str(refusal.value)
    assert f"PORT and SMTP_PORT are both {taken}" in str(refusal.value)


def test_one_number_for_two_of_our_own_is_noticed() -> None:
    port = free_port()
    with pytest.raises(CannotStart, match="PORT and SOCKET_PORT are both"):
        check_ports("127.0.0.1", {"PORT": port, "SOCKET_PORT": port})


def test_free_ports_pass_and_stay_free() -> None:
    ports = {"PORT": free_port(), "SMTP_PORT": free_port()}
    check_ports("127.0.0.1", ports)
    check_ports("127.0.0.1", ports)


def test_sockets_and_shop_follow_the_web_port() -> None:
    assert read_ports({}) == {"PORT": 8000, "SOCKET_PORT": 8001, "SHOP_PORT": 8090, "SMTP_PORT": 2525}
    assert read_ports({"PORT": "9000"})["SOCKET_PORT"] == 9001
    assert read_ports({"PORT": "9000", "SOCKET_PORT": "7000"})["SOCKET_PORT"] == 7000


@pytest.mark.parametrize("text", ["abc", "0", "65536", "-1", "80.5", "８０"])
def test_what_is_no_port_number_is_refused(text: str) -> None:
    with pytest.raises(CannotStart, match="PORT must be a port number"):
        read_ports({"PORT": text})
