"""The SMTP listener, spoken to over a real socket by Python's own client."""

from __future__ import annotations

import smtplib
import socket
import ssl
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.utils import timezone

from channels_inbox.models import Channel, Inbound
from channels_inbox.reply_address import reply_address
from tests.channels_inbox.transport.certificates import make_certificate
from tests.channels_inbox.transport.running import Running, mail_listener, wait_for
from tests.mail import make_mail

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

MAYA = "maya@cafenorr.example"
SUPPORT = "support@halden.example"
RAW = make_mail()


def connect(listener: Running) -> smtplib.SMTP:
    return smtplib.SMTP("127.0.0.1", listener.port, timeout=20)


def deliver(listener: Running, raw: bytes = RAW, *to: str, sender: str = MAYA) -> int:
    """Hand over one mail and return the code of the last answer."""
    with connect(listener) as client:
        client.ehlo()
        client.mail(sender)
        for address in to or (SUPPORT,):
            client.rcpt(address)
        code, _ = client.data(raw)
    return code


def test_mail_is_kept_exactly_as_it_came(listener: Running, support: Channel) -> None:
    raw = (
        b"Subject: dots\r\n\r\n.\r\n..\r\n.leading\r\nbare\nline feeds\n.\nstay\r\n" + b"x" * 5000 + b"\r\n\xff\x00\r\n"
    )

    with connect(listener) as client:
        client.ehlo()
        client.mail(MAYA)
        client.rcpt(SUPPORT)
        client.docmd("DATA")
        client.send(raw.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        code, _ = client.getreply()

    assert code == 250
    row = Inbound.objects.get()
    assert bytes(row.raw) == raw
    assert (row.channel, row.envelope_from, row.envelope_to) == (support, MAYA, [SUPPORT])


@pytest.mark.parametrize(
    ("wire", "kept"),
    [
        (b".\r\n", b""),
        (b"one\r\n.\r\n", b"one\r\n"),
        (b"..\r\n.\r\n", b".\r\n"),
        (b"..\r\nsecond\r\n.\r\n", b".\r\nsecond\r\n"),
        (b"\r\n.\r\n", b"\r\n"),
    ],
)
def test_a_dot_in_the_first_line_is_like_any_other(
    listener: Running, support: Channel, wire: bytes, kept: bytes
) -> None:
    with connect(listener) as client:
        client.ehlo()
        client.mail(MAYA)
        client.rcpt(SUPPORT)
        client.docmd("DATA")
        client.send(wire)
        assert client.getreply()[0] == 250

    assert bytes(Inbound.objects.get().raw) == kept


def test_the_final_dot_is_found_however_the_bytes_arrive(listener: Running, support: Channel) -> None:
    with connect(listener) as client:
        client.ehlo()
        client.mail(MAYA)
        client.rcpt(SUPPORT)
        client.docmd("DATA")
        assert client.sock is not None
        client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in b"Subject: slow\r\n\r\nhi\r\n.\r\n":
            client.send(bytes([byte]))
        assert client.getreply()[0] == 250

    assert bytes(Inbound.objects.get().raw) == b"Subject: slow\r\n\r\nhi\r\n"


@pytest.mark.parametrize("ending", [b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r"])
def test_only_a_proper_final_dot_ends_a_mail_so_nothing_is_smuggled(
    listener: Running, support: Channel, ending: bytes
) -> None:
    smuggled = b"first" + ending + b"MAIL FROM:<evil@x.example>\r\nRCPT TO:<" + SUPPORT.encode() + b">\r\nDATA\r\nx\r\n"
    with connect(listener) as client:
        client.ehlo()
        client.mail(MAYA)
        client.rcpt(SUPPORT)
        client.docmd("DATA")
        client.send(smuggled + b".\r\n")
        assert client.getreply()[0] == 250

    # One mail; a dot that begins a line is the protocol's (RFC 5321, 4.5.2), all else is content.
    assert bytes(Inbound.objects.get().raw) == smuggled.replace(b"\r\n.", b"\r\n")


def test_what_is_said_before_our_answer_is_thrown_away(listener: Running, support: Channel) -> None:
    with connect(listener) as client:
        client.ehlo()
        client.mail(MAYA)
        client.rcpt(SUPPORT)
        client.docmd("DATA")
        client.send(
            RAW + b".\r\nMAIL FROM:<evil@x.example>\r\nRCPT TO:<" + SUPPORT.encode() + b">\r\nDATA\r\nx\r\n.\r\n"
        )
        assert client.getreply()[0] == 250
        with pytest.raises(smtplib.SMTPServerDisconnected):
            client.getreply()

    assert bytes(Inbound.objects.get().raw) == RAW


@pytest.mark.parametrize("address", ["somebody@gmail.example", "support@halden.example.evil", "other@halden.example"])
def test_there_is_no_mailbox_but_ours(listener: Running, support: Channel, address: str) -> None:
    with connect(listener) as client:
        client.ehlo()
        client.mail(SUPPORT)
        assert client.rcpt(address) == (550, b"5.1.1 No such mailbox here")
        assert client.docmd("DATA")[0] == 503


@pytest.mark.parametrize("address", ["SUPPORT@Halden.Example", reply_address(SUPPORT, "0123456789abcdef0123")])
def test_our_reply_addresses_belong_to_their_channel(listener: Running, support: Channel, address: str) -> None:
    assert deliver(listener, RAW, address) == 250

    row = Inbound.objects.get()
    assert (row.channel, row.envelope_to) == (support, [address])


def test_i07_a_mail_to_two_of_our_mailboxes_is_in_both(listener: Running, support: Channel, billing: Channel) -> None:
    assert deliver(listener, RAW, SUPPORT, "billing@halden.example", f"{SUPPORT[:7]}+r1.2@halden.example") == 250

    kept = {row.channel: row.envelope_to for row in Inbound.objects.select_related("channel")}
    assert kept == {support: [SUPPORT, "support+r1.2@halden.example"], billing: ["billing@halden.example"]}


def test_the_same_mail_sent_again_is_kept_once(listener: Running, support: Channel) -> None:
    assert [deliver(listener), deliver(listener)] == [250, 250]

    assert Inbound.objects.count() == 1


def test_a_bounce_has_no_sender(listener: Running, support: Channel) -> None:
    assert deliver(listener, RAW, sender="") == 250

    assert Inbound.objects.get().envelope_from == "<>"


def test_an_address_in_any_alphabet_may_write_to_us(listener: Running, support: Channel) -> None:
    with connect(listener) as client:
        client.ehlo()
        assert client.has_extn("smtputf8")
        client.sendmail("мая@пример.example", [SUPPORT], RAW, mail_options=["SMTPUTF8", "BODY=8BITMIME"])

    assert Inbound.objects.get().envelope_from == "мая@пример.example"


def test_bytes_that_are_no_text_in_an_address_do_no_harm(listener: Running, support: Channel) -> None:
    with connect(listener) as client:
        client.ehlo()
        client.send(b"MAIL FROM:<m\xff\xfe@x.example>\r\n")
        assert client.getreply()[0] == 250
        client.send(b"RCPT TO:<s\xff@halden.example>\r\n")
        assert client.getreply()[0] == 550
        client.rcpt(SUPPORT)
        assert client.data(RAW)[0] == 250

    assert Inbound.objects.get().envelope_from == "m��@x.example"


def test_a_paused_mailbox_asks_the_sender_to_come_back(listener: Running, support: Channel) -> None:
    Channel.objects.update(paused_at=timezone.now())

    with connect(listener) as client:
        client.ehlo()
        client.mail(MAYA)
        assert client.rcpt(SUPPORT)[0] == 450


def test_each_mailbox_has_its_own_largest_size(listener: Running, support: Channel) -> None:
    Channel.objects.update(settings={"max_bytes": 1000})
    big = RAW + b"x" * 1000

    with connect(listener) as client:
        client.ehlo()
        assert client.esmtp_features["size"] == str(35 * 1024 * 1024)
        client.mail(MAYA, [f"SIZE={len(big)}"])
        assert client.rcpt(SUPPORT) == (552, b"5.3.4 Message is bigger than the 1000 bytes this mailbox takes")
    assert deliver(listener, big) == 552
    assert deliver(listener, RAW) == 250

    assert Inbound.objects.count() == 1


def test_a_mail_beyond_any_limit_is_refused_with_a_clear_code(listener: Running, support: Channel) -> None:
    assert deliver(listener, b"x" * 998 + b"\r\n" + b"y" * (36 * 1024 * 1024)) == 552
    assert deliver(listener) == 250


def test_a_client_that_leaves_in_the_middle_of_a_mail_leaves_nothing(listener: Running, support: Channel) -> None:
    client = connect(listener)
    client.ehlo()
    client.mail(MAYA)
    client.rcpt(SUPPORT)
    client.docmd("DATA")
    client.send(RAW)
    client.close()

    assert deliver(listener, make_mail(subject="Another")) == 250
    assert b"Another" in bytes(Inbound.objects.get().raw)


def test_too_many_connections_at_once_are_asked_to_come_back(support: Channel) -> None:
    with mail_listener("--without-mailboxes") as listener, ExitStack() as open_lines:
        lines = [open_lines.enter_context(socket.create_connection(("127.0.0.1", listener.port))) for _ in range(200)]
        assert {line.recv(3) for line in lines} == {b"220"}
        with pytest.raises(smtplib.SMTPConnectError) as refused:
            connect(listener)
        lines[0].close()
        wait_for(lambda: accepts(listener))

    assert refused.value.smtp_code == 421


def accepts(listener: Running) -> bool:
    try:
        return deliver(listener) == 250
    except smtplib.SMTPConnectError:
        return False


def test_lmtp_answers_for_each_recipient(listener: Running, support: Channel, billing: Channel) -> None:
    Channel.objects.filter(pk=billing.pk).update(settings={"max_bytes": 10})
    host, _, port = listener.lmtp.rpartition(":")
    with smtplib.LMTP(host, int(port)) as client:
        client.ehlo()
        client.mail(MAYA)
        codes = [client.rcpt(a)[0] for a in (SUPPORT, "nobody@halden.example", "billing@halden.example")]
        client.docmd("DATA")
        client.send(RAW + b".\r\n")
        answers = [client.getreply()[0] for _ in range(2)]

    assert (codes, answers) == ([250, 550, 250], [250, 552])
    assert Inbound.objects.get().channel == support


def test_the_line_can_be_encrypted(support: Channel, tmp_path: Path) -> None:
    certificate, key = make_certificate(tmp_path)
    trust = ssl.create_default_context(cafile=str(certificate))
    with (
        mail_listener("--without-mailboxes", SMTP_TLS_CERT=str(certificate), SMTP_TLS_KEY=str(key)) as listener,
        smtplib.SMTP("localhost", listener.port, timeout=20) as client,
    ):
        client.starttls(context=trust)
        client.ehlo()
        assert not client.has_extn("auth")
        assert client.sendmail(MAYA, [SUPPORT], RAW) == {}

    assert bytes(Inbound.objects.get().raw) == RAW
