"""Letters as other programs read them: Python's strict reader and our own."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from channels_inbox.adapters.email.compose import mailbox, write
from channels_inbox.messages import Address, OutboundFile
from tests.channels_inbox.transport.letters import MAYA, letter


def read(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=policy.default)


@pytest.mark.parametrize(
    "name",
    [
        "Ana Ruiz",
        "Ruiz, Ana",
        'Ana "the fixer" Ruiz',
        "evil@example.com, Ana",
        "Ana <evil@example.com>",
        "=?utf-8?q?=3Cevil=40example=2Ecom=3E?=",
        "Żaneta, Łucja; Ñandú <ž@example.com>",
        "Ana\\",
        "",
        "x" * 30 + "ł",
    ],
)
def test_s09_a_name_never_becomes_a_second_address(name: str) -> None:
    raw = write(letter(sender=Address(name, "support@halden.example"), cc=(Address(name, MAYA),)))

    for header, email in (("From", "support@halden.example"), ("Cc", MAYA)):
        (address,) = read(raw)[header].addresses
        assert (address.display_name, address.addr_spec) == (name, email)


def test_an_international_domain_travels_in_ascii() -> None:
    assert mailbox(Address("", "maya@bücher.example")) == "maya@xn--bcher-kva.example"


def test_every_byte_is_ascii_and_no_line_is_too_long() -> None:
    text = "Ünïcode " * 400 + "\n" + "a" * 3000
    raw = write(
        letter(text=text, html=f"<p>{text}</p>", subject="Größe ändern " * 12, references=("a" * 200 + "@b",) * 6)
    )

    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert read(raw)["Subject"] == "Größe ändern " * 11 + "Größe ändern "
    plain = read(raw).get_body(("plain",))
    assert isinstance(plain, EmailMessage)
    assert plain.get_content().replace("\r\n", "\n").rstrip("\n") == text


def test_thread_headers_are_never_encoded() -> None:
    ids = tuple(f"{'a' * 90}.{n}@mail.cafenorr.example" for n in range(10))
    raw = write(letter(in_reply_to=ids[-1], references=ids))

    assert raw.count(b"=?") == 0
    assert read(raw)["References"].split() == [f"<{i}>" for i in ids]
    assert read(raw)["In-Reply-To"] == f"<{ids[-1]}>"


def test_a_strangers_broken_message_id_is_left_out() -> None:
    raw = write(letter(in_reply_to="has a space@x", references=("good@x", "bad>\r\nX-Injected: yes", "ünicode@x")))

    assert read(raw)["References"] == "<good@x>"
    assert read(raw)["In-Reply-To"] is None
    assert b"X-Injected" not in raw


def test_text_html_pictures_and_files_each_have_their_place() -> None:
    picture = OutboundFile("gauge.png", "image/png", b"\x89PNG", content_id="gauge@halden")
    report = OutboundFile("Prüfbericht “final”.pdf", "application/pdf", b"%PDF-1.7")
    mail = OutboundFile("original.eml", "message/rfc822", b"Subject: x\r\n\r\nbody")
    html = '<p>Hi <img src="cid:gauge@halden"></p>'

    root = read(write(letter(html=html, files=(picture, picture, report, mail))))

    assert root.get_content_type() == "multipart/mixed"
    kinds = [part.get_content_type() for part in root.walk()]
    assert kinds == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "image/png",
        "application/pdf",
        "application/octet-stream",
    ]
    attached = {part.get_filename(): part.get_content() for part in root.iter_attachments()}
    assert attached == {"Prüfbericht “final”.pdf": b"%PDF-1.7", "original.eml": b"Subject: x\r\n\r\nbody"}


def test_l06_only_automatic_letters_carry_the_headers_that_stop_loops() -> None:
    marks = ("Auto-Submitted", "X-Auto-Response-Suppress", "Precedence")

    assert [read(write(letter()))[mark] for mark in marks] == [None, None, None]
    assert [read(write(letter(automatic=True)))[mark] for mark in marks] == ["auto-replied", "All", "bulk"]
    assert read(write(letter()))["X-Helpdesk-Loop"] == "helpdesk.localhost"
