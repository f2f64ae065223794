"""What single checks find, on real servers of this machine."""

from __future__ import annotations

import socket
import ssl
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from knowledgebase.monitoring import statuses
from knowledgebase.monitoring.checks import http, tcp
from knowledgebase.monitoring.json_value import NotThere, value_at
from knowledgebase.monitoring.result import Ask, Result, Verdict
from tests.channels_inbox.transport.certificates import make_certificate
from tests.knowledgebase.monitoring.conftest import LOCAL, Site
from tests.lib.test_http import serving

UP, SLOW, DOWN = Verdict.UP, Verdict.SLOW, Verdict.DOWN


def ask(look: Any, networks: list[str] | None = None, seconds: float = 5, **params: Any) -> Result:
    found: Result = look(
        Ask(monitor=1, params=params, seconds=seconds, networks=LOCAL if networks is None else networks)
    )
    return found


@pytest.mark.parametrize(
    ("status", "wanted", "verdict"),
    [
        (200, "", UP),
        (204, "", UP),
        (404, "", DOWN),
        (500, "", DOWN),
        (302, "", DOWN),
        (401, "401", UP),
        (200, "401", DOWN),
        (503, "200-299, 500-504", UP),
    ],
)
def test_a_page_must_answer_as_expected(site: Site, status: int, wanted: str, verdict: Verdict) -> None:
    site.status = status
    found = ask(http.look, url=site.url, statuses=wanted)
    assert found.verdict == verdict
    assert (f"It answered {status}." in found.trouble) == (verdict == DOWN)
    assert found.milliseconds is not None


def test_words_must_be_there_or_must_not(site: Site) -> None:
    site.body = "Bestellung möglich".encode()
    assert ask(http.look, url=site.url, keyword="möglich").verdict == UP
    assert ask(http.look, url=site.url, keyword="Wartung").trouble == "Its answer lacks “Wartung”."
    gone = ask(http.look, url=site.url, keyword="möglich", keyword_absent=True)
    assert gone.trouble == "Its answer has “möglich”."
    assert ask(http.look, url=site.url, keyword="Wartung", keyword_absent=True).verdict == UP


def test_a_value_in_json_must_be_as_expected(site: Site) -> None:
    site.body = b'{"status": {"indicator": "none"}, "up": true, "parts": [{"n": 3}]}'
    for path, value in (("status.indicator", "none"), ("up", "true"), ("parts.0.n", "3")):
        assert ask(http.look, url=site.url, json_path=path, json_value=value).verdict == UP
    assert ask(http.look, url=site.url, json_path="up", json_value="false").trouble == "“up” is not “false”."
    assert "nothing at “parts.1.n”" in ask(http.look, url=site.url, json_path="parts.1.n", json_value="3").trouble


def test_what_is_no_json_is_said_to_be_none() -> None:
    for body in (b"<html>", b"", b"[" * 100_000):
        with pytest.raises(NotThere, match="not JSON"):
            value_at(body, "a")


def test_a_slow_answer_is_slow(site: Site) -> None:
    assert ask(http.look, url=site.url, slow_ms=60_000).verdict == UP

    def dawdle(handler: Any) -> None:
        time.sleep(0.05)
        site(handler)

    with serving(dawdle) as port:
        found = ask(http.look, url=f"http://127.0.0.1:{port}/", slow_ms=20)
    assert found.verdict == SLOW
    assert "more than 20" in found.trouble


def test_silence_and_refusal_are_failures_in_words() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        assert ask(http.look, url=f"http://127.0.0.1:{port}/", seconds=0.2).trouble == "It did not answer in time."
    assert ask(http.look, url=f"http://127.0.0.1:{port}/").trouble == "The connection failed."


def test_x01_nothing_of_ours_is_looked_at_unless_allowed(site: Site) -> None:
    for look, params in (
        (http.look, {"url": site.url}),
        (http.look, {"url": "http://169.254.169.254/latest/"}),
        (tcp.look, {"host": "127.0.0.1", "port": site.port}),
        (tcp.look, {"host": "localhost", "port": 6379}),
    ):
        found = ask(look, networks=[], **params)
        assert found.verdict == DOWN
        assert "inside our own network" in found.trouble
    assert site.asked == 0


def test_a_certificate_that_ends_soon_is_a_warning_and_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, key = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    with serving(Site(), context) as port:
        params = {"url": f"https://localhost:{port}/", "tls_days": 14}
        networks = [*LOCAL, "::1/128"]
        whole = http.look(Ask(1, params, 5, networks, now=datetime.now(UTC) - timedelta(days=400)))
        assert (whole.verdict, whole.warning) == (UP, "")
        soon = http.look(Ask(1, {**params, "tls_days": 365}, 5, networks))
        assert soon.verdict == UP
        assert soon.warning.startswith("Its certificate ends")


def test_a_certificate_nobody_trusts_is_a_failure(tmp_path: Path) -> None:
    certificate, key = make_certificate(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    with serving(Site(), context) as port:
        found = ask(http.look, networks=[*LOCAL, "::1/128"], url=f"https://localhost:{port}/")
    assert found.trouble == "Its certificate or encryption is not in order."


def test_a_port_takes_connections_or_does_not() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert ask(tcp.look, host="127.0.0.1", port=port).verdict == UP
    assert ask(tcp.look, host="127.0.0.1", port=port).trouble == f"Port {port} takes no connection."


@pytest.mark.parametrize("text", ["200-", "99", "600", "299-200", "ok", "200,,201"])
def test_answers_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # what int() says is no part of it
        statuses.parse(text)
