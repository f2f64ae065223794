"""The SMTP listener, spoken to over a real socket by Python's own client."""

from __future__ import annotations

import smtplib

import pytest

from channels_inbox.models import Channel, Inbound
from tests.channels_inbox.transport.running import Running

pytestmark = pytest.mark.slow

MAIL = b"From: Maya <maya@cafenorr.example>\r\nTo: support@halden.example\r\nSubject: No pressure\r\n\r\nHelp.\r\n"


def deliver(
    listener: Running, raw: bytes, *to: str, sender: str = "maya@cafenorr.example"
) -> dict[str, tuple[int, bytes]]:
    with smtplib.SMTP("127.0.0.1", listener.port, timeout=20) as client:
        return client.sendmail(sender, to or ("support@halden.example",), raw)


def test_mail_is_kept_exactly_as_it_came(listener: Running, support: Channel) -> None:
    raw = (
        b"Subject: dots\r\n\r\n.\r\n..\r\n.leading\r\nbare\nline feeds\n.\nstay\r\n" + b"x" * 5000 + b"\r\n\xff\x00\r\n"
    )

    with smtplib.SMTP("127.0.0.1", listener.port, timeout=20) as client:
        client.ehlo()
        client.mail("maya@cafenorr.example")
        client.rcpt("support@halden.example")
        client.docmd("DATA")
        client.send(raw.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        code, _ = client.getreply()

    assert code == 250
    row = Inbound.objects.get()
    assert bytes(row.raw) == raw
    assert (row.channel, row.envelope_from, row.envelope_to) == (
        support,
        "maya@cafenorr.example",
        ["support@halden.example"],
    )
