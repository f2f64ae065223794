"""Header text: RFC 2047 encoded words in every shape seen in the wild, raw eight-bit bytes, folding."""

from __future__ import annotations

import binascii
import re

from .charset import clean, decode

# The payload may hold spaces (some mailers forget the underscore) and stray question marks, but never the start
# of the next word: that also keeps an unclosed word from swallowing the header.
_WORD = re.compile(
    rb"=\?([^?\s=]{1,60})\?\s?([bBqQ])\?((?:[^?=]|\?(?!=)|=(?!\?[^?\s=]{1,60}\?\s?[bBqQ]\?))*)\?=", re.DOTALL
)
_FOLD = re.compile(rb"[ \t]*[\r\n]+[ \t]*")
_SPACE = re.compile(r"[ \t\r\n\f\v]+")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
_Q_ESCAPE = re.compile(rb"=([0-9A-Fa-f]{2})")


def unfold(raw: bytes) -> bytes:
    """Join a folded header into one line, a single space at each fold."""
    if b"\n" in raw or b"\r" in raw:
        return _FOLD.sub(b" ", raw).strip()
    return raw.strip()


def decode_header(raw: bytes, hint: str = "") -> str:
    """Return a header's text on one line, encoded words decoded.

    `hint` is a charset to try for raw eight-bit bytes that are not UTF-8, usually that of the body.
    """
    return _SPACE.sub(" ", decode_words(unfold(raw), hint)).strip()


def decode_words(raw: bytes, hint: str = "") -> str:
    """Return the text of one unfolded run of header bytes."""
    if b"=?" not in raw:
        return decode(raw, hint=hint)
    out: list[str] = []
    pending = b""  # bytes of encoded words waiting for their continuation
    pending_charset = ""
    position = 0
    for word in _WORD.finditer(raw):
        between = raw[position : word.start()]
        charset = word[1].split(b"*", 1)[0].decode("ascii", "replace").lower()
        data = _payload(word[2], word[3])
        adjacent = not between.strip()
        # A character may be cut between two words of one charset, so their bytes are joined before decoding.
        if pending_charset and adjacent and charset == pending_charset:
            pending += data
        else:
            if pending_charset:
                out.append(decode(pending, pending_charset))
            if not (pending_charset and adjacent):
                out.append(decode(between, hint=hint))
            pending, pending_charset = data, charset
        position = word.end()
    if pending_charset:
        out.append(decode(pending, pending_charset))
    out.append(decode(raw[position:], hint=hint))
    return clean("".join(out))


def _payload(encoding: bytes, data: bytes) -> bytes:
    if encoding in b"bB":
        return base64(data)
    data = data.replace(b"_", b" ")
    return _Q_ESCAPE.sub(lambda escape: binascii.unhexlify(escape[1]), data)


def base64(data: bytes) -> bytes:
    """Decode base64 with whatever padding, line breaks or stray characters; cut at the first impossible end."""
    try:
        return binascii.a2b_base64(data)
    except binascii.Error:
        # A lone last character carries six bits, less than a byte.
        letters = _NOT_BASE64.sub(b"", data)
        letters = letters[: len(letters) - 1] if len(letters) % 4 == 1 else letters
        return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))
