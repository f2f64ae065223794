"""Nobody reaches into our network through an address they chose."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from helpdesk.lib import http
from tests.channels_inbox.transport.certificates import make_certificate

LOCAL = ["127.0.0.0/8"]


@contextmanager
def serving(answer: Any, context: ssl.SSLContext | None = None) -> Iterator[int]:
    """Run a server on loopback whose POST is answered by `answer(handler)`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            answer(self)

        do_GET = do_POST

        def log_message(self, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254"),
        *("100.64.0.1", "192.0.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1"),
        *("::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1"),
        # IPv4 in other clothes: mapped, compatible, 6to4, NAT64, Teredo.
        *("::ffff:127.0.0.1", "::7f00:1", "2002:7f00:1::", "64:ff9b::a9fe:a9fe", "2001:0:7f00:1::80ff:fffe"),
    ],
)
def test_x01_no_address_of_ours_is_reached(address: str) -> None:
    assert not http.may_reach(ipaddress.ip_address(address))
    host = f"[{address}]" if ":" in address else address
    with pytest.raises(http.Forbidden):
        http.check(f"http://{host}/hook")


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:4700:4700::1111", "64:ff9b::5db8:d822"])
def test_public_addresses_are_reached(address: str) -> None:
    assert http.may_reach(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        *("ftp://example.com/", "file:///etc/passwd", "//example.com", "example.com", "http://", "https://?x"),
        *("http://user:secret@example.com/", "http://exa mple.com/", "http://example.com:99999/", "http://[::1"),
        *("http://localhost:6379/", "http://2130706433/", "http://0x7f.1/", "http://127.1/", "gopher://127.0.0.1/"),
        "http://example.com/\r\nX: y",
    ],
)
def test_x01_no_other_way_of_writing_one_either(url: str) -> None:
    with pytest.raises((http.Forbidden, http.Unreached)):
        http.check(url)


def test_a_name_with_one_address_of_ours_among_others_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 443)) for ip in ("93.184.216.34", "10.0.0.7")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: answers)
    with pytest.raises(http.Forbidden, match="inside our own network"):
        http.check("https://half.example/")


def test_a_name_server_that_never_answers_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: answered.wait(30) and [])
    monkeypatch.setattr(http, "NAME_SECONDS", 0.05)
    began = time.monotonic()
    with pytest.raises(http.Unreached, match="in time"):
        http.check("https://slow.example/")
    answered.set()
    assert time.monotonic() - began < 10


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def answer(handler: Any) -> None:
        seen.append(handler.headers["Host"])
        handler.send_response(204)
        handler.end_headers()

    with serving(answer) as port:
        there = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: there)
        target = http.check(f"http://hooks.example:{port}/", allowed=LOCAL)
        # A moment later the name means something else; nobody asks again.
        elsewhere = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.1", port))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda host, *a, **k: there if host == "127.0.0.1" else elsewhere)
        assert http.post(target, b"{}", {}).status == 204
    assert seen == [f"hooks.example:{port}"]


def test_x03_an_allowed_network_is_reached_and_its_neighbour_is_not() -> None:
    assert http.check("http://127.0.0.5:8080/x?y=1", allowed=["127.0.0.4/31"]) == http.Target(
        False, "127.0.0.5", 8080, "/x?y=1", "127.0.0.5"
    )
    with pytest.raises(http.Forbidden):
        http.check("http://127.0.0.6:8080/", allowed=["127.0.0.4/31"])
    assert http.may_reach(ipaddress.ip_address("::ffff:127.0.0.5"), [ipaddress.ip_network("127.0.0.4/31")])


def test_x02_a_redirect_is_an_answer_and_nothing_more() -> None:
    asked: list[str] = []

    def answer(handler: Any) -> None:
        asked.append(handler.path)
        handler.send_response(302)
        handler.send_header("Location", "http://169.254.169.254/latest/meta-data/")
        handler.end_headers()

    with serving(answer) as port:
        told = http.post(http.check(f"http://127.0.0.1:{port}/hook", allowed=LOCAL), b"{}", {})
    assert (told.status, asked) == (302, ["/hook"])


def test_an_answer_without_end_is_cut() -> None:
    def answer(handler: Any) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b"x" * 65536)
        except OSError:
            pass

    with serving(answer) as port:
        told = http.post(http.check(f"http://127.0.0.1:{port}/", allowed=LOCAL), b"{}", {})
    assert len(told.body) == http.MOST_BYTES


def test_an_answer_that_drips_ends_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "TOTAL_SECONDS", 0.5)

    def answer(handler: Any) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            for _ in range(100):
                handler.wfile.write(b"x")
                time.sleep(0.05)
        except OSError:
            pass

    with serving(answer) as port:
        began = time.monotonic()
        with pytest.raises(http.Unreached, match="did not answer in time"):
            http.post(http.check(f"http://127.0.0.1:{port}/", allowed=LOCAL), b"{}", {})
    assert time.monotonic() - began < 8


def test_headers_that_drip_end_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "TOTAL_SECONDS", 0.5)

    def answer(handler: Any) -> None:
        try:
            handler.wfile.write(b"HTTP/1.0 200 OK\r\nX-Long: ")
            for _ in range(100):
                handler.wfile.write(b"x")
                time.sleep(0.05)
        except OSError:
            pass

    with serving(answer) as port:
        began = time.monotonic()
        with pytest.raises(http.Unreached, match="did not answer in time"):
            http.post(http.check(f"http://127.0.0.1:{port}/", allowed=LOCAL), b"{}", {})
        took = time.monotonic() - began
    assert took < 3


def test_x04_what_is_no_web_server_is_told_in_our_words() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def greet() -> None:
            caller = listener.accept()[0]
            with caller:
                caller.sendall(b"-ERR secret banner of redis 7.0.1\r\n")
                caller.recv(1000)

        thread = threading.Thread(target=greet)
        thread.start()
        target = http.check(f"http://127.0.0.1:{listener.getsockname()[1]}/", allowed=LOCAL)
        with pytest.raises(http.Unreached) as caught:
            http.post(target, b"{}", {})
        thread.join()
    assert str(caught.value) == "Its answer could not be read."


def test_nobody_listening_is_worth_another_try() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(http.Unreached, match="The connection failed"):
        http.post(http.check(f"http://127.0.0.1:{port}/", allowed=LOCAL), b"{}", {})


def sending_on(to: str, asked: list[tuple[str, str | None]]) -> Any:
    """Answer /first with a way on, and anything else with a file."""

    def answer(handler: Any) -> None:
        asked.append((handler.headers["Host"], handler.headers["Authorization"]))
        first = handler.path == "/first"
        handler.send_response(302 if first else 200)
        if first:
            handler.send_header("Location", to)
        handler.end_headers()
        if not first:
            handler.wfile.write(b"a file")

    return answer


def test_x02_every_hop_of_a_file_is_checked() -> None:
    asked: list[tuple[str, str | None]] = []
    with serving(sending_on("http://169.254.169.254/latest/meta-data/", asked)) as port, pytest.raises(http.Forbidden):
        http.fetch(f"http://127.0.0.1:{port}/first", {}, allowed=["127.0.0.1/32"], most=100)
    assert len(asked) == 1


def test_what_proves_us_is_shown_to_the_first_host_alone() -> None:
    asked: list[tuple[str, str | None]] = []
    with serving(sending_on("/kept", asked)) as port:
        told = http.fetch(f"http://127.0.0.1:{port}/first", {"Authorization": "Bearer x"}, allowed=LOCAL, most=100)
        assert told.body == b"a file"
    assert [shown for _, shown in asked] == ["Bearer x", "Bearer x"]
    asked.clear()

    def answer(handler: Any) -> None:
        asked.append((handler.headers["Host"], handler.headers["Authorization"]))
        here = handler.headers["Host"].startswith("127.")
        handler.send_response(302 if here else 200)
        if here:
            handler.send_header("Location", f"http://localhost:{handler.server.server_port}/kept")
        handler.end_headers()

    with serving(answer) as port:
        http.fetch(f"http://127.0.0.1:{port}/first", {"Authorization": "Bearer x"}, allowed=[*LOCAL, "::1/128"], most=9)
    assert [shown for _, shown in asked] == ["Bearer x", None]


def test_what_proves_us_is_not_shown_without_encryption(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The host that sends from https to http is the same one, and anybody on the way could read what we show it."""
    certificate, key = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    asked: list[tuple[str, str | None]] = []
    with (
        serving(sending_on("", asked)) as plain,
        serving(sending_on(f"http://localhost:{plain}/kept", asked), context) as secure,
    ):
        url = f"https://localhost:{secure}/first"
        http.fetch(url, {"Authorization": "Bearer x"}, allowed=[*LOCAL, "::1/128"], most=9)
    assert [shown for _, shown in asked] == ["Bearer x", None]


def test_a_file_larger_than_asked_for_is_none() -> None:
    with serving(sending_on("", [])) as port, pytest.raises(http.TooLarge):
        http.fetch(f"http://127.0.0.1:{port}/kept", {}, allowed=LOCAL, most=5)


def test_a_file_that_sends_on_and_on_ends() -> None:
    with serving(sending_on("/first", [])) as port, pytest.raises(http.Forbidden, match="on and on"):
        http.fetch(f"http://127.0.0.1:{port}/first", {}, allowed=LOCAL, most=100)


def test_an_answer_lost_after_the_question_is_told_apart() -> None:
    def answer(handler: Any) -> None:
        handler.connection.close()

    told: list[str] = []
    with serving(answer) as port:
        target = http.check(f"http://127.0.0.1:{port}/", allowed=LOCAL)
        with pytest.raises(http.Unanswered):
            http.request("POST", target, b"{}", {}, before=lambda: told.append("connected"))
    assert told == ["connected"]
