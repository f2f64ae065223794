"""X04: an administrator's mail server can be a mail server and nothing else."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest
from pytest_django import Settings

from channels_inbox.adapters.email.transport.connecting import ForbiddenHost, connect, is_allowed
from channels_inbox.adapters.email.transport.plan import Plan
from channels_inbox.adapters.email.transport.servers import Server
from channels_inbox.adapters.email.transport.trial import try_reading, try_sending


@pytest.fixture
def strict(settings: Settings) -> None:
    settings.MAIL_ANY_HOST = False


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "::1",
        "::ffff:127.0.0.1",
        "0.0.0.0",
        "0.1.2.3",
        "::",
        "169.254.169.254",
        "::ffff:169.254.169.254",
        "2002:7f00:1::",
        "fe80::1%eth0",
        "100.100.100.200",
        "fd00:ec2::254",
        "224.0.0.1",
        "255.255.255.255",
    ],
)
def test_x04_no_mail_server_is_at(address: str) -> None:
    assert not is_allowed(address)


@pytest.mark.parametrize(
    "address", ["192.168.1.20", "10.0.0.5", "172.16.3.4", "93.184.216.34", "2606:2800::1", "fd12::5"]
)
def test_a_mail_server_may_be_in_the_own_network_or_outside(address: str) -> None:
    assert is_allowed(address)


@pytest.mark.parametrize(
    ("host", "port"),
    [("169.254.169.254", 80), ("192.168.1.20", 6379), ("127.0.0.1", 25), ("localhost", 993), ("0", 25), ("127.1", 143)],
)
def test_x04_nothing_connects_to_other_services_or_this_machine(strict: None, host: str, port: int) -> None:
    with pytest.raises(ForbiddenHost):
        connect(host, port, timeout=2)


def test_the_operators_own_server_may_be_this_machine(strict: None) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        connect("127.0.0.1", listening.getsockname()[1], timeout=5, trusted=True).close()


@pytest.fixture
def chatty() -> Iterator[int]:
    """Something that is no mail server and says who it is."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def talk() -> None:
            for _ in range(2):
                client, _address = listening.accept()
                with client:
                    client.sendall(b"-ERR valkey 9.1 internal-host-17 unknown command\r\n")

        thread = threading.Thread(target=talk, daemon=True)
        thread.start()
        yield listening.getsockname()[1]


def test_x04_trying_a_server_does_not_tell_what_answered(chatty: int) -> None:
    server = Server("127.0.0.1", chatty, "none", "support", "s3cret")

    said = try_sending(server) + try_reading(Plan(server))

    assert "valkey" not in said
    assert "internal-host" not in said
    assert "s3cret" not in said
    assert said.count(f"127.0.0.1:{chatty}") == 2
