"""Files that Outlook hides in winmail.dat."""

from __future__ import annotations

import struct

from hypothesis import given, settings
from hypothesis import strategies as st

from channels_inbox.adapters.email.parse import parse
from channels_inbox.adapters.email.tnef import files_inside


def attribute(level: int, name: int, data: bytes) -> bytes:
    return struct.pack("<BHHI", level, name, 6, len(data)) + data + struct.pack("<H", sum(data) % 65536)


def text_property(name: int, text: str) -> bytes:
    data = text.encode("utf-16-le") + b"\0\0"
    return struct.pack("<HHII", 0x1F, name, 1, len(data)) + data + b"\0" * (-len(data) % 4)


def envelope(*files: tuple[str, str, bytes]) -> bytes:
    out = struct.pack("<IH", 0x223E9F78, 1) + attribute(1, 0x8008, b"IPM.Microsoft Mail.Note\0")
    for short, long, content in files:
        properties = struct.pack("<I", 3) + struct.pack("<HHI", 0x03, 0x0E21, 7)
        properties += text_property(0x3707, long) + text_property(0x370E, "application/pdf")
        out += attribute(2, 0x9002, b"\0" * 14) + attribute(2, 0x8010, short.encode() + b"\0")
        out += attribute(2, 0x800F, content) + attribute(2, 0x9005, properties)
    return out


GOOD = envelope(("RECHNU~1.PDF", "Rechnung März.pdf", b"%PDF-1.4"), ("B.PDF", "../../b.pdf", b"second"))


def test_the_files_inside_are_listed_and_the_envelope_is_kept() -> None:
    raw = (
        b'From: vera@blum.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n'
        b"--b\nContent-Type: text/plain\n\nPlease see the file.\n--b\n"
        b'Content-Type: application/ms-tnef; name="winmail.dat"\nContent-Transfer-Encoding: binary\n\n'
        + GOOD
        + b"\n--b--\n"
    )
    files = parse(raw).attachments
    assert [file.name for file in files] == ["winmail.dat", "Rechnung März.pdf", "b.pdf"]
    assert files[0].content == GOOD
    assert (files[1].content, files[1].content_type) == (b"%PDF-1.4", "application/pdf")


def test_a_damaged_envelope_is_just_a_file() -> None:
    assert files_inside(b"\x78\x9f\x3e\x22") == []
    assert files_inside(b"no envelope at all") == []
    assert files_inside(b"") == []


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(GOOD)), st.binary(max_size=20))
def test_any_damage_is_survived(at: int, noise: bytes) -> None:
    for damaged in (GOOD[:at], GOOD[:at] + noise, GOOD[:at] + noise + GOOD[at + len(noise) :]):
        for file in files_inside(damaged):
            assert file.name
            assert "/" not in file.name
