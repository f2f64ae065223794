"""Structured header values: `type/subtype; name=value`, with RFC 2231 and everything sloppier."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from .charset import decode
from .encoded_words import decode_words, unfold

_PARAMETER = re.compile(
    rb"""(?:^|[;\s])([^\s=;"()<>@,:\\/]{1,80})\s{0,8}=\s*  # name
    (?:"((?:[^"\\]|\\.)*)("?)|([^;]*))                        # quoted value, closed or not, or a bare one
    """,
    re.VERBOSE | re.DOTALL,
)
_SECTION = re.compile(r"^([^*]+)(?:\*(\d{1,4}))?(\*)?$")


def parse_value(raw: bytes, hint: str = "") -> tuple[str, dict[str, str]]:
    """Split a header such as Content-Type into its lower-case main value and its parameters.

    Parameter names are lower-case. Continued and percent-encoded parameters (RFC 2231) are put together, encoded
    words in quotes (forbidden, but common) are decoded.
    """
    raw = unfold(raw)
    main, _, rest = raw.partition(b";")
    value = decode(main).strip().strip('"').lower()
    if not rest:
        # "text/plain charset=utf-8": the semicolon was forgotten.
        head, space, tail = main.strip().partition(b" ")
        if space and b"=" in tail:
            value, rest = decode(head).lower(), tail
        else:
            return value, {}
    plain: dict[str, bytes] = {}
    pieces: dict[str, dict[int, tuple[bytes, bool]]] = {}
    for found in _PARAMETER.finditer(rest):
        name = found[1].decode("latin-1").lower()
        data = found[4].strip() if found[4] is not None else found[2]
        if found[4] is None and b"\\" in data:
            data = _unescape(data)
        section = _SECTION.match(name)
        if section and (section[2] or section[3]):
            order = int(section[2] or 0)
            pieces.setdefault(section[1], {}).setdefault(order, (data, bool(section[3])))
        else:
            plain.setdefault(name, data)
    parameters = {name: decode_words(data, hint) for name, data in plain.items()}
    for name, sections in pieces.items():
        parameters[name] = _joined(sections, hint)
    return value, parameters


def _unescape(data: bytes) -> bytes:
    # Only quotes and backslashes are ever escaped on purpose; "C:\new.txt" is a Windows path.
    return re.sub(rb'\\(["\\])', rb"\1", data)


def _joined(sections: dict[int, tuple[bytes, bool]], hint: str) -> str:
    charset = ""
    data = b""
    any_encoded = any(encoded for _, encoded in sections.values())
    for index, order in enumerate(sorted(sections)):
        piece, encoded = sections[order]
        if index == 0 and encoded and piece.count(b"'") >= 2:
            label, _, piece = piece.split(b"'", 2)
            charset = label.decode("latin-1")
        data += unquote_to_bytes(piece) if encoded else piece
    if not any_encoded or not charset:
        return decode_words(data, hint)
    return decode(data, charset)
