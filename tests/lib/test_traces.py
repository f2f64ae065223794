from __future__ import annotations

import struct
import zlib
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.lib.sniffing import sniff
from helpdesk.lib.traces import NoPicture, without_traces

SECRET = b"59.3293N 18.0686E"


def segment(mark: int, body: bytes) -> bytes:
    return b"\xff" + bytes([mark]) + struct.pack(">H", len(body) + 2) + body


def exif(turned: int) -> bytes:
    entry = struct.pack("<HHIHH", 0x0112, 3, 1, turned, 0)
    return segment(0xE1, b"Exif\x00\x00" + b"II" + struct.pack("<HIH", 42, 8, 1) + entry + b"\x00" * 4 + SECRET)


def jpeg(*parts: bytes, behind: bytes = b"") -> bytes:
    drawn = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56"
    return b"\xff\xd8" + segment(0xE0, b"JFIF\x00\x01\x02") + b"".join(parts) + drawn + drawn + b"\xff\xd9" + behind


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(*chunks: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b"\x00" * 13) + b"".join(chunks) + chunk(b"IEND", b"")


def webp(*chunks: tuple[bytes, bytes]) -> bytes:
    body = b"WEBP" + b"".join(
        name + struct.pack("<I", len(part)) + part + b"\x00" * (len(part) % 2) for name, part in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def test_a_photograph_loses_place_and_camera_and_keeps_how_it_is_turned() -> None:
    icc = segment(0xE2, b"ICC_PROFILE\x00colours")
    taken = jpeg(exif(6), segment(0xFE, SECRET), segment(0xED, SECRET), icc, behind=SECRET)
    left = without_traces(taken, "image/jpeg")
    assert SECRET not in left
    assert icc in left
    assert b"Exif\x00\x00MM" in left
    assert without_traces(left, "image/jpeg") == left
    # The picture itself is as it was.
    assert left.endswith(jpeg()[13:])


def test_a_photograph_that_stands_upright_needs_no_word_of_it() -> None:
    assert without_traces(jpeg(exif(1)), "image/jpeg") == jpeg()


def test_other_pictures_lose_their_texts() -> None:
    drawn = chunk(b"IDAT", b"drawn")
    assert without_traces(png(chunk(b"tEXt", SECRET), drawn, chunk(b"eXIf", SECRET)) + SECRET, "image/png") == png(
        drawn
    )
    plain = webp((b"VP8X", b"\x00" * 10), (b"VP8 ", b"drawn"))
    told = webp((b"VP8X", b"\x0c" + b"\x00" * 9), (b"VP8 ", b"drawn"), (b"EXIF", SECRET), (b"XMP ", SECRET))
    assert without_traces(told, "image/webp") == plain


def test_a_gif_goes_on_playing_and_loses_its_comments() -> None:
    head = b"GIF89a" + b"\x01\x00\x01\x00\x80\x00\x00" + b"\x00" * 6
    again = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
    drawn = b"\x2c" + b"\x00" * 8 + b"\x00" + b"\x02" + b"\x02\x44\x01\x00"
    told = b"\x21\xfe" + bytes([len(SECRET)]) + SECRET + b"\x00"
    added = b"\x21\xff\x0bXMP DataXMP" + bytes([len(SECRET)]) + SECRET + b"\x00"
    left = without_traces(head + again + told + drawn + added + b"\x3b" + SECRET, "image/gif")
    assert left == head + again + drawn + b"\x3b"
    assert without_traces(left, "image/gif") == left


@pytest.mark.parametrize("broken", [jpeg()[:30], b"\xff\xd8\xff", b"\xff\xd8\xff\xe0\xff\xff<script>"])
def test_what_only_begins_like_a_photograph_is_refused(broken: bytes) -> None:
    with pytest.raises(NoPicture):
        without_traces(broken, "image/jpeg")


@settings(deadline=None)
@given(
    st.binary(max_size=200),
    st.sampled_from([b"GIF89a", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\x00\x00\x00\x00WEBP"]),
)
def test_no_bytes_make_it_fail_otherwise(noise: bytes, beginning: bytes) -> None:
    content = beginning + noise
    with suppress(NoPicture):
        without_traces(content, sniff(content))


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (jpeg(), "image/jpeg"),
        (png(), "image/png"),
        (webp(), "image/webp"),
        (b"GIF89a....", "image/gif"),
        (b"\x00\x00\x00\x20ftypavif", "image/avif"),
        (b"%PDF-1.7", "application/pdf"),
        (b"PK\x03\x04", "application/zip"),
        ("naïve log".encode(), "text/plain"),
        ("é".encode() * 40_000 + b"x", "text/plain"),
        (b"x" + "é".encode() * 40_000, "text/plain"),
        (b"", ""),
        (b"MZ\x90\x00", ""),
        (b"\x00\x00\x00\x20ftypisom", ""),
        (b"\xff\xfe latin", ""),
    ],
)
def test_a_file_is_what_its_first_bytes_say(content: bytes, kind: str) -> None:
    assert sniff(content) == kind
