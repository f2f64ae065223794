"""Who proved to be the sender, by our own mail server's word alone."""

from __future__ import annotations

from channels_inbox.adapters.email.parse import parse
from channels_inbox.messages import Authentication

TRUSTED = ("mx.halden.example",)


def verdict(*fields: str, sender: str = "vera@blum.example") -> Authentication | None:
    headers = "\n".join(f"Authentication-Results: {field}" for field in fields)
    return parse(f"{headers}\nFrom: {sender}\n\nHello".encode(), trusted_authserv_ids=TRUSTED).authentication


def test_a_dmarc_pass_of_our_server_proves_the_domain() -> None:
    found = verdict("mx.halden.example; spf=pass smtp.mailfrom=blum.example; dmarc=pass header.from=blum.example")
    assert found is not None
    assert (found.spf, found.dmarc, found.domain) == ("pass", "pass", "blum.example")
    assert found.passed


def test_an_aligned_signature_proves_the_domain() -> None:
    found = verdict("mx.halden.example 1; dkim=pass (2048-bit key) header.d=blum.example header.s=s1")
    assert found is not None
    assert found.passed


def test_a_parent_domain_speaks_for_its_children_but_not_the_reverse() -> None:
    up = verdict("mx.halden.example; dkim=pass header.d=blum.example", sender="vera@mail.blum.example")
    down = verdict("mx.halden.example; dkim=pass header.d=mail.blum.example")
    bare = verdict("mx.halden.example; dkim=pass header.d=example")
    assert up is not None
    assert up.passed
    assert down is not None
    assert not down.passed
    assert bare is not None
    assert not bare.passed


def test_a_signature_of_somebody_else_proves_nothing() -> None:
    found = verdict(
        "mx.halden.example; dkim=pass header.d=attacker-blum.example; spf=pass smtp.mailfrom=x@attacker.example"
    )
    assert found is not None
    assert found.dkim == "pass"
    assert not found.passed


def test_a_strangers_field_is_not_believed() -> None:
    assert verdict("mx.attacker.example; dmarc=pass header.from=blum.example") is None
    assert verdict("mx.halden.example.attacker.example; dmarc=pass header.from=blum.example") is None


def test_only_the_topmost_field_of_our_server_counts() -> None:
    found = verdict(
        "mx.halden.example; dmarc=fail header.from=blum.example",
        "mx.halden.example; dmarc=pass header.from=blum.example",
    )
    assert found is not None
    assert not found.passed


def test_a_dmarc_failure_outweighs_a_passing_signature() -> None:
    found = verdict("mx.halden.example; dkim=pass header.d=blum.example; dmarc=fail header.from=blum.example")
    assert found is not None
    assert not found.passed


def test_comments_and_quotes_hide_nothing() -> None:
    found = verdict('(; dmarc=pass) mx.halden.example; none (dmarc=pass header.from=blum.example); x="; dmarc=pass"')
    assert found is not None
    assert not found.passed


def test_without_a_trusted_server_nothing_is_said() -> None:
    raw = b"Authentication-Results: mx.halden.example; dmarc=pass\nFrom: vera@blum.example\n\nHello"
    assert parse(raw).authentication is None
