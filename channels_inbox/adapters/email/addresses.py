"""Address lists as mailers write them (RFC 5322, RFC 6532), read leniently.

Names are split from addresses before encoded words are decoded, so that a decoded comma or angle bracket can never
make a second recipient.
"""

from __future__ import annotations

import re

from channels_inbox.messages import Address

from .encoded_words import decode_words, unfold

MAX_ADDRESSES = 1000
_MAX_HEADER = 200_000
_MAX_NAME = 1000

_TOKEN = re.compile(
    rb"""
      "(?P<quoted>(?:[^"\\]|\\.)*)"
    | <(?P<angle>[^<>]*)(?:>|$)
    | (?P<comma>[,;])
    | (?P<colon>:)
    | (?P<open>\()
    | (?P<word>=\?[^?\s=]+\?\s?[bBqQ]\?[^?]*\?=)
    | (?P<space>\s+)
    | (?P<atom>[^\s"<>,;:()]+)
    | (?P<stray>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ADDRESS = re.compile(r"\"[^\"]+\"@[^\s@<>,;]+|[^\s@<>\"(),;:\\\[\]]+@(?:\[[^\]\s]+\]|[^\s@<>\"(),;:\\\[\]]+)")
_SIGNIFICANT = re.compile(rb"[<>;@]")
_QUOTED_PAIR = re.compile(rb"\\(.)", re.DOTALL)
_SPACE = re.compile(r"\s+")


def parse_addresses(raw: bytes, hint: str = "") -> tuple[Address, ...]:
    """Return the addresses of one header field in order; groups are opened, what is no address is left out."""
    raw = unfold(raw[:_MAX_HEADER])
    if not raw:
        return ()
    found: list[Address] = []
    name: list[bytes] = []
    comments: list[bytes] = []
    angle: bytes | None = None
    position = 0
    glued = False  # whether the next piece follows the last one without a space
    while position < len(raw) and len(found) < MAX_ADDRESSES:
        token = _TOKEN.match(raw, position)
        if token is None:
            break
        kind = token.lastgroup
        position = token.end()
        if kind == "open":
            comment, position = _comment(raw, position)
            comments.append(comment)
        elif kind == "comma":
            # "Doe, John <j@x>": without an address so far, the comma belongs to the name (when one follows).
            if (
                token["comma"] == b","
                and angle is None
                and name
                and _is_name_only(name)
                and _angle_follows(raw, position)
            ):
                name.append(b",")
            else:
                _add(found, name, angle, comments, hint)
                name, comments, angle = [], [], None
        elif kind == "colon":
            if raw[position - 7 : position].lower() == b"mailto:":
                name = name[:-1]
            elif angle is None and not (name and b"@" in name[-1]):
                name, comments = [], []  # a group's name
        elif kind == "angle":
            if angle is None or b"@" not in angle:
                angle = token["angle"]
        elif kind == "space":
            glued = False
            continue
        elif kind == "quoted":
            piece = _QUOTED_PAIR.sub(rb"\1", token["quoted"])
            if position < len(raw) and raw[position : position + 1] == b"@" and not glued:
                piece = b'"' + piece + b'"'
            name.append(piece)
        else:
            piece = token[0]
            if glued and name and kind != "word" and not name[-1].endswith(b"?="):
                name[-1] += piece
            else:
                name.append(piece)
            glued = True
            continue
        glued = kind == "quoted"
    _add(found, name, angle, comments, hint)
    return tuple(found)


def _comment(raw: bytes, position: int) -> tuple[bytes, int]:
    """Return a comment's text and where it ends; comments nest."""
    depth, start = 1, position
    while position < len(raw):
        byte = raw[position]
        if byte == 0x5C:
            position += 1
        elif byte == 0x28:
            depth += 1
        elif byte == 0x29:
            depth -= 1
            if not depth:
                return raw[start:position], position + 1
        position += 1
    return raw[start:], position


def _is_name_only(name: list[bytes]) -> bool:
    return not any(b"@" in piece and not piece.startswith(b"=?") for piece in name)


def _angle_follows(raw: bytes, position: int) -> bool:
    """Tell whether the next address is given in angle brackets before any other comma or bare address."""
    found = _SIGNIFICANT.search(raw, position, position + 300)
    return found is not None and found[0] == b"<"


def _add(found: list[Address], name: list[bytes], angle: bytes | None, comments: list[bytes], hint: str) -> None:
    shown = _shown(name, hint)
    if angle is not None:
        email = _email(decode_words(angle, hint))
        if not email:
            inside = _ADDRESS.search(shown)
            email, shown = (inside[0], shown[: inside.start()].strip()) if inside else ("", shown)
    else:
        match = _ADDRESS.search(shown)
        email = match[0] if match else ""
        if match:
            shown = (shown[: match.start()] + shown[match.end() :]).strip(" '\"")
    if not shown and comments:
        shown = _SPACE.sub(" ", decode_words(comments[-1], hint)).strip()
    if email:
        found.append(Address(_tidy(shown), normalise(email)))
    elif shown and angle is not None:
        found.append(Address(_tidy(shown), ""))


def _shown(name: list[bytes], hint: str) -> str:
    text = decode_words(b" ".join(name).replace(b" ,", b","), hint)
    return _SPACE.sub(" ", text).strip()[:_MAX_NAME]


def _tidy(name: str) -> str:
    """Strip the quotes some mailers put inside the quotes."""
    name = name.strip()
    while len(name) > 1 and name[0] == name[-1] and name[0] in "'\"":
        name = name[1:-1].strip()
    return name


def _email(text: str) -> str:
    text = _SPACE.sub("", text[:_MAX_NAME]).removeprefix("mailto:").removeprefix("MAILTO:")
    if text.startswith("@") and ":" in text:
        text = text.partition(":")[2]  # obsolete source route: <@relay,@relay:user@host>
    match = _ADDRESS.search(text)
    return match[0] if match else ""


def normalise(email: str) -> str:
    """Lower-case the domain; the part before the @ is the owner's business."""
    local, at, domain = email.strip().strip(".'").rpartition("@")
    return f"{local}{at}{domain.lower()}"
