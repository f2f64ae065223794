"""Whatever arrives becomes a message or one typed error, in time."""

from __future__ import annotations

import email
import email.policy
import re
import time
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels_inbox.adapters.email.parse import Unparsable, parse
from channels_inbox.messages import InboundMessage

MAILS = [path.read_bytes() for path in sorted((Path(__file__).parents[2] / "payloads").glob("*/*.eml"))]


def parse_in_time(raw: bytes, seconds: float = 2.0) -> InboundMessage:
    started = time.process_time()
    message = parse(raw)
    assert time.process_time() - started < seconds
    return message


def test_ten_thousand_nested_parts_are_read_in_time() -> None:
    levels = "".join(f'Content-Type: multipart/mixed; boundary="b{i}"\n\n--b{i}\n' for i in range(10_000))
    message = parse_in_time(f"From: a@b.example\nSubject: deep\n{levels}Content-Type: text/plain\n\nbottom".encode())
    assert message.subject == "deep"
    assert "parts nested too deep: the rest is kept as one file" in message.defects


def test_one_boundary_nested_ten_thousand_times_is_read_in_time() -> None:
    levels = 'Content-Type: multipart/mixed; boundary="b"\n\n--b\n' * 10_000
    assert parse_in_time(f"From: a@b.example\n{levels}\nbottom".encode()).sender.email == "a@b.example"


def test_a_hundred_thousand_parts_are_read_in_time() -> None:
    raw = b'From: a@b.example\nContent-Type: multipart/mixed; boundary="b"\n\n' + b"--b\n\nx\n" * 100_000
    assert "too many parts: the rest is left in the raw mail" in parse_in_time(raw).defects


@pytest.mark.parametrize(
    "header",
    [
        "Subject: " + "x" * 200_000,
        "Subject: " + "=?utf-8?Q?" * 20_000,
        "Subject: " + "=?utf-8?Q?x?= " * 20_000,
        "Subject: " + "=?" * 100_000,
        "To: " + "a@b.example, " * 20_000,
        "To: " + "(" * 100_000,
        "To: " + '"' * 100_001,
        "To: " + "<" * 100_000,
        "To: " + "a, " * 50_000,
        "To: " + "a" * 200_000,
        "References: " + "<a@b> " * 50_000,
        "References: " + "<" * 100_000,
        "Content-Type: text/plain; " + "a=b; " * 50_000,
        "Content-Type: text/plain; " + "a*0=b; " * 50_000,
        "Content-Type: multipart/mixed; boundary=" + "b" * 100_000,
        "Date: " + "1 " * 100_000,
        "X-A: b\n" * 50_000 + "X-B: c",
        " folded\n" * 50_000 + "X-B: c",
        "junk\n" * 50_000 + "X-B: c",
        "Authentication-Results: " + "(" * 100_000,
    ],
    ids=lambda header: header[:24],
)
def test_a_huge_header_is_read_in_time(header: str) -> None:
    message = parse_in_time(f"From: a@b.example\n{header}\n\nbody".encode())
    assert len(message.subject) <= 2000
    assert len(message.references) <= 200


@pytest.mark.parametrize(
    "body",
    [
        "> " * 100_000,
        "On " * 50_000,
        "On Mon, wrote " * 20_000,
        "a:\n" * 50_000,
        "From: \n" * 50_000,
        "From: a@b\nSent: 1\n" * 20_000,
        "-" * 200_000,
        "-- \n" * 50_000,
        "_" * 100 + "\n" * 100_000,
        "Sent from my " * 20_000,
        "https://" * 30_000,
        "a@" * 50_000,
        "begin 644 x\n" * 20_000,
        "x" * 5_000_000,
        " \n" * 500_000,
    ],
    ids=lambda body: body[:12].strip(),
)
def test_a_hostile_body_is_read_in_time(body: str) -> None:
    parse_in_time(f"From: a@b.example\nSubject: x\n\n{body}".encode(), 4)


@pytest.mark.parametrize(
    "raw", [b"", b"\n\n", b"\0" * 100, b"\x89PNG\r\n\x1a\n" + b"\0" * 50, b"\x1f\x8b\x08\0\0\0\0\0" * 20]
)
def test_what_is_no_mail_is_refused_with_a_reason(raw: bytes) -> None:
    with pytest.raises(Unparsable) as caught:
        parse(raw)
    assert caught.value.reason


def read_or_refuse(raw: bytes) -> None:
    try:
        message = parse(raw)
    except Unparsable:
        return
    shown = [
        message.subject,
        message.text,
        message.reply_text,
        message.html or "",
        message.sender.name,
        message.message_id,
    ]
    shown += [file.name for file in message.attachments]
    for text in shown:
        text.encode("utf-8")
        assert "\0" not in text
    for file in message.attachments:
        assert file.name
        assert "/" not in file.name
    if message.text.strip():
        assert message.reply_text.strip()


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A real mail with pieces cut, doubled, swapped and overwritten."""
    raw = bytearray(draw(st.sampled_from(MAILS)))
    for _ in range(draw(st.integers(1, 8))):
        at = draw(st.integers(0, max(len(raw) - 1, 0)))
        size = draw(st.integers(0, 60))
        action = draw(st.sampled_from(["cut", "double", "write", "truncate", "borrow"]))
        if action == "cut":
            del raw[at : at + size]
        elif action == "double":
            raw[at:at] = raw[at : at + size]
        elif action == "write":
            raw[at : at + size] = draw(st.binary(max_size=12))
        elif action == "truncate" and at > 40:
            del raw[at:]
        elif action == "borrow":
            other = draw(st.sampled_from(MAILS))
            start = draw(st.integers(0, len(other) - 1))
            raw[at:at] = other[start : start + size * 4]
    return bytes(raw)


@settings(max_examples=400, deadline=None)
@given(mutated())
def test_a_damaged_mail_is_read_or_refused(raw: bytes) -> None:
    read_or_refuse(raw)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    read_or_refuse(raw)
    read_or_refuse(b"From: a@b.example\n" + raw)
    read_or_refuse(b"From: a@b.example\nContent-Type: text/html\n\n" + raw)


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=60
).filter(lambda text: text.strip() == text and "\ufeff" not in text)


@settings(max_examples=100, deadline=None)
@given(
    WORDS,
    st.lists(WORDS, min_size=1, max_size=5),
    st.lists(st.tuples(st.sampled_from(["a.pdf", "Größe.png", "log.txt"]), st.binary(max_size=200)), max_size=3),
    st.booleans(),
)
def test_a_well_formed_mail_reads_as_the_standard_library_reads_it(
    subject: str, lines: list[str], files: list[tuple[str, bytes]], html: bool
) -> None:
    written = EmailMessage(policy=email.policy.SMTP)
    written["From"] = "Vera Blum <vera@blum.example>"
    written["Subject"] = subject
    written.set_content("\n".join(lines) + "\n")
    if html:
        written.add_alternative("<p>words</p>", subtype="html")
    for name, content in files:
        written.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    raw = written.as_bytes()
    read = email.message_from_bytes(raw, policy=email.policy.default)
    body = read.get_body(("plain",))
    assert body is not None
    message = parse(raw)
    assert message.subject == re.sub(r"[ \t\r\n]+", " ", str(read["Subject"]))
    assert message.text == body.get_content().replace("\r\n", "\n").strip("\n")
    assert [(file.name, file.content) for file in message.attachments] == [
        (part.get_filename(), part.get_content()) for part in read.iter_attachments()
    ]
