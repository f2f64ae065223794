"""A mailbox's password travels encrypted as asked, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from channels_inbox.adapters.email.transport.plan import Plan
from channels_inbox.adapters.email.transport.servers import Server
from channels_inbox.adapters.email.transport.trial import try_reading
from tests.channels_inbox.transport.certificates import make_certificate
from tests.channels_inbox.transport.imap_server import PASSWORD, USER, ImapServer, imap_server, line_to

pytestmark = pytest.mark.slow


def test_a_server_without_starttls_is_not_told_the_password(imap: ImapServer) -> None:
    said: list[bytes] = []

    def listen(piece: bytes) -> bool:
        said.append(piece)
        return False

    with line_to(imap.port, holds=listen) as line:
        trouble = try_reading(Plan(Server("127.0.0.1", line.port, "starttls", USER, PASSWORD)))

    assert "does not offer the encryption" in trouble
    assert b"LOGIN" not in b"".join(said).upper()


def test_a_server_that_speaks_no_tls_is_not_told_the_password(imap: ImapServer) -> None:
    trouble = try_reading(Plan(Server("127.0.0.1", imap.port, "tls", USER, PASSWORD)))

    assert trouble.startswith("No encrypted connection")


def test_starttls_is_used_with_a_certificate_that_is_vouched_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = make_certificate(tmp_path)
    with imap_server(certificate) as encrypted:
        plan = Plan(Server("localhost", encrypted.port, "starttls", USER, PASSWORD))
        assert "could not be verified" in try_reading(plan)

        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
        assert try_reading(plan) == ""
