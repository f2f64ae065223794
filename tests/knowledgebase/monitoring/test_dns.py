"""A name in the DNS, asked of a name server of this machine."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
import pytest

from knowledgebase.monitoring.checks import dns as check
from knowledgebase.monitoring.result import Ask, Result
from tests.knowledgebase.monitoring.conftest import LOCAL

ZONE = {("shop.example.com.", "A"): ["192.0.2.7", "192.0.2.8"], ("shop.example.com.", "TXT"): ['"v=spf1 -all"']}


@pytest.fixture
def server() -> Iterator[str]:
    """Run a name server on loopback that knows one name; return where it listens."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
        wire.bind(("127.0.0.1", 0))
        port = wire.getsockname()[1]

        def serve() -> None:
            while True:
                asked, peer = wire.recvfrom(4096)
                if asked == b"stop":
                    return
                query = dns.message.from_wire(asked)
                question = query.question[0]
                name, kind = question.name.to_text(), dns.rdatatype.to_text(question.rdtype)
                answer = dns.message.make_response(query)
                if name != "shop.example.com.":
                    answer.set_rcode(dns.rcode.NXDOMAIN)
                elif (name, kind) in ZONE:
                    answer.answer.append(dns.rrset.from_text(name, 60, "IN", kind, *ZONE[name, kind]))
                wire.sendto(answer.to_wire(), peer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"127.0.0.1:{port}"
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
            end.sendto(b"stop", ("127.0.0.1", port))
        thread.join(10)


def look(server: str, networks: list[str], **params: str) -> Result:
    values = {"host": "shop.example.com", "record": "A", "server": server, **params}
    return check.look(Ask(monitor=1, params=values, seconds=5, networks=networks))


def test_a_name_says_what_it_should(server: str) -> None:
    assert look(server, LOCAL).verdict == "up"
    assert look(server, LOCAL, expected="192.0.2.8\n192.0.2.7").verdict == "up"
    assert look(server, LOCAL, record="TXT", expected="v=spf1 -all").verdict == "up"


def test_a_name_that_says_something_else_or_nothing_fails(server: str) -> None:
    assert "no A record “192.0.2.9”" in look(server, LOCAL, expected="192.0.2.9").trouble
    assert look(server, LOCAL, record="MX").trouble == "shop.example.com has no MX record."
    assert look(server, LOCAL, host="gone.example.com").trouble == "Nobody knows the name gone.example.com."


def test_x01_a_name_server_of_ours_is_not_asked(server: str) -> None:
    assert "inside our own network" in look(server, []).trouble
