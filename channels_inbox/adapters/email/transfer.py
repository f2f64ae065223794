"""Undo transfer encodings, whatever shape they are in (RFC 2045)."""

from __future__ import annotations

import binascii
import re

from .encoded_words import base64

_TOKEN = re.compile(rb"[a-z0-9_-]+")
# Three words in a row are never base64, whatever the header says.
_PROSE = re.compile(rb"\A\s*(?:[^\s=]{1,20}[ \t]+){3}")


def decoded(body: bytes, encoding: bytes) -> bytes:
    """Return the bytes a body stands for; as they are when the encoding is unknown or plainly untrue."""
    named = _TOKEN.search(encoding.lower())
    name = named[0] if named else b""
    if name == b"base64":
        return base64(body) if not _PROSE.search(body, 0, 4096) else body
    if name in (b"quoted-printable", b"quoted_printable", b"quotedprintable"):
        return binascii.a2b_qp(body)
    if name in (b"x-uuencode", b"uuencode", b"x-uue", b"uue"):
        return uudecode(body)
    return body


def uudecode(data: bytes) -> bytes:
    """Decode a uuencoded block from its begin line on; damaged lines are skipped."""
    out = bytearray()
    lines = iter(data.splitlines())
    for line in lines:
        if line.startswith(b"begin "):
            break
    for line in lines:
        if line.strip() in (b"end", b"`"):
            break
        try:
            out += binascii.a2b_uu(line)
        except binascii.Error:
            # Some encoders pad lines with garbage: the first byte says how much is meant.
            count = (((line[0] - 32) & 63) * 4 + 5) // 3 if line else 0
            try:
                out += binascii.a2b_uu(line[:count])
            except binascii.Error:
                continue
    return bytes(out)
