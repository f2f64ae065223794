"""Split raw mail into its parts by position, without copying or recursing (RFC 2045, RFC 2046).

The standard library's parser is line by line and recursive, and its parts cannot be had byte for byte. Here every
part is a slice of the raw mail: attached messages and signed parts keep their exact bytes, and depth, part count and
header size are bounded by construction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from .encoded_words import decode_header
from .parameters import parse_value
from .transfer import decoded

MAX_DEPTH = 30
MAX_PARTS = 1000
MAX_HEADER_BYTES = 2_000_000

_HEADER_END = re.compile(rb"\r?\n(?:\r?\n|$)")
_FIELD = re.compile(rb"^([!-9;-~]{1,200})[ \t]*:[ \t]*([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)", re.MULTILINE)
_JUNK_LINE = re.compile(rb"^(?![!-9;-~]{1,200}[ \t]*:|[ \t\r\n]|$)[^\n]*\n?", re.MULTILINE)
_KNOWN_FIELD = re.compile(
    rb"^(?:from|to|cc|subject|date|message-id|mime-version|content-[a-z-]+|received):", re.IGNORECASE | re.MULTILINE
)
_BOUNDARY_TAIL = re.compile(rb"(--)?[ \t]*(?:\r?\n|\Z)")
_SOME_BOUNDARY = re.compile(
    rb"^--(\S[^\r\n]{0,99}?)[ \t]*\r?\n(?=content-[a-z-]+[ \t]*:)", re.IGNORECASE | re.MULTILINE
)


@dataclass(slots=True)
class Headers:
    """The fields of one header block, as raw bytes, in order; names in lower case."""

    fields: dict[str, list[bytes]]

    def raw(self, name: str) -> bytes:
        """Return the first field of that name, or nothing."""
        values = self.fields.get(name)
        return values[0] if values else b""

    def text(self, name: str, hint: str = "") -> str:
        """Return the first field of that name as decoded text on one line."""
        values = self.fields.get(name)
        return decode_header(values[0], hint) if values else ""

    def all(self, name: str) -> list[bytes]:
        """Return every field of that name."""
        return self.fields.get(name, [])

    def __contains__(self, name: str) -> bool:
        return name in self.fields


@dataclass
class Part:
    """One MIME part: its header, and where its body lies in the raw mail."""

    mail: bytes
    start: int  # of the header
    body_start: int
    end: int
    headers: Headers
    default_type: str = "text/plain"
    depth: int = 0
    children: list[Part] = field(default_factory=list)
    parent: Part | None = None

    @cached_property
    def _content_type(self) -> tuple[str, dict[str, str]]:
        raw = self.headers.raw("content-type")
        if not raw:
            return self.default_type, {}
        value, parameters = parse_value(raw)
        if not re.fullmatch(r"[\w.+*-]+/[\w.+*-]+", value):
            # "text", "html", "multipart": half a type is the best evidence there is.
            guess = {"html": "text/html", "multipart": "multipart/mixed", "pdf": "application/pdf"}.get(
                value.strip("/")
            )
            value = guess or ("multipart/mixed" if "boundary" in parameters else self.default_type)
        return value, parameters

    @property
    def content_type(self) -> str:
        """Return the media type in lower case, without parameters."""
        return self._content_type[0]

    @property
    def parameters(self) -> dict[str, str]:
        """Return the parameters of Content-Type."""
        return self._content_type[1]

    @cached_property
    def disposition(self) -> tuple[str, dict[str, str]]:
        """Return Content-Disposition's main value and parameters."""
        raw = self.headers.raw("content-disposition")
        return parse_value(raw) if raw else ("", {})

    @property
    def charset(self) -> str:
        """Return the declared charset, or an empty text."""
        return self.parameters.get("charset", "")

    @property
    def body(self) -> bytes:
        """Return the body as it stands in the mail, still in its transfer encoding."""
        return self.mail[self.body_start : self.end]

    def content(self) -> bytes:
        """Return the body's bytes, transfer encoding undone."""
        return decoded(self.body, self.headers.raw("content-transfer-encoding"))

    def walk(self) -> Iterator[Part]:
        """Yield this part and all below it, in the order of the mail."""
        stack = [self]
        while stack:
            part = stack.pop()
            yield part
            stack.extend(reversed(part.children))


def split(mail: bytes, defects: list[str]) -> Part:
    """Return the mail as a tree of parts; what is odd about it is added to `defects`."""
    root = _part(mail, 0, len(mail), "text/plain", 0, defects)
    stack = [root]
    count = 0
    while stack:
        part = stack.pop()
        if not part.content_type.startswith("multipart/"):
            continue
        if part.depth >= MAX_DEPTH:
            defects.append("parts nested too deep: the rest is kept as one file")
            continue
        for start, end in _pieces(part, defects):
            count += 1
            if count > MAX_PARTS:
                defects.append("too many parts: the rest is left in the raw mail")
                return root
            default = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
            child = _part(mail, start, end, default, part.depth + 1, defects)
            child.parent = part
            part.children.append(child)
        stack.extend(reversed(part.children))
    return root


def _part(mail: bytes, start: int, end: int, default_type: str, depth: int, defects: list[str]) -> Part:
    headers, body_start = _headers(mail, start, end, defects)
    return Part(mail, start, body_start, end, headers, default_type, depth)


def _headers(mail: bytes, start: int, end: int, defects: list[str]) -> tuple[Headers, int]:
    if mail[start : start + 1] == b"\n" or mail[start : start + 2] == b"\r\n":
        return Headers({}), start + (1 if mail[start : start + 1] == b"\n" else 2)
    found = _HEADER_END.search(mail, start, end)
    block_end, body_start = (found.start(), found.end()) if found else (end, end)
    if block_end - start > MAX_HEADER_BYTES:
        defects.append("header too large: read in part")
        block_end = start + MAX_HEADER_BYTES
    block = mail[start:block_end]
    junk = _JUNK_LINE.search(block)
    if junk:
        if _KNOWN_FIELD.search(block, junk.end()):
            defects.append("line without a field name in the header")
        else:
            # The empty line between header and body was forgotten.
            defects.append("no empty line after the header")
            block, body_start = block[: junk.start()], start + junk.start()
    fields: dict[str, list[bytes]] = {}
    for name, value in _FIELD.findall(block):
        fields.setdefault(name.decode("ascii").lower(), []).append(value)
    return Headers(fields), body_start


def _pieces(part: Part, defects: list[str]) -> list[tuple[int, int]]:
    """Return where each child begins and ends; none when the part cannot be split."""
    mail, start, end = part.mail, part.body_start, part.end
    boundary = part.parameters.get("boundary", "").encode("utf-8", "replace")
    marks = _marks(mail, start, end, boundary) if boundary else []
    if not marks:
        other = _SOME_BOUNDARY.search(mail, start, end)
        if other:
            defects.append("wrong or missing boundary")
            marks = _marks(mail, start, end, other[1])
    if not marks:
        if end > start:
            defects.append("multipart without parts")
        return []
    pieces = []
    for index, (_, mark_end, closing) in enumerate(marks):
        following = marks[index + 1][0] if index + 1 < len(marks) else None
        if closing and following is None:
            break
        if closing:
            # Parts after the closing line: an epilogue, unless the boundary opens another part.
            continue
        if following is None:
            defects.append("last boundary missing")
        if mark_end <= (end if following is None else following):
            pieces.append((mark_end, end if following is None else following))
    return pieces


def _marks(mail: bytes, start: int, end: int, boundary: bytes) -> list[tuple[int, int, bool]]:
    """Return (end of the text before, start of the text after, closing?) of each boundary line."""
    line = b"--" + boundary.rstrip()
    marks = []
    # bytes.find is many times faster than a pattern over megabytes of base64.
    at = mail.find(line, start, end)
    while at >= 0:
        after = at + len(line)
        tail = _BOUNDARY_TAIL.match(mail, after, end)
        if tail and (at == start or mail[at - 1] in b"\n"):
            before = at - (at > start)
            if before > start and mail[before - 1] in b"\r":
                before -= 1
            marks.append((before, tail.end(), bool(tail[1])))
            after = tail.end()
        at = mail.find(line, after, end)
    return marks
