"""Find the block of header lines that Outlook and its kin put above the old message."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .phrases import CC, DATE, FORWARDED_MESSAGE, FROM, ORIGINAL_MESSAGE, SUBJECT, TO

# Later kinds do not take a word from earlier ones: "Od" is a sender, "Do" a recipient, whatever the language.
_KINDS: dict[str, str] = {}
for _kind, _words in (("from", FROM), ("date", DATE), ("subject", SUBJECT), ("to", TO), ("other", CC)):
    for _word in _words:
        _KINDS.setdefault(_word.lower(), _kind)

_DECORATION = " \t\xa0*_|>\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
_DASHES = "-_=–—~"
_COLON = re.compile(r"[:：﹕]")
_LONGEST_LABEL = 40
_ORIGINAL = frozenset(word.lower() for word in ORIGINAL_MESSAGE)
_FORWARDED = tuple(word.lower() for word in FORWARDED_MESSAGE)
_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+|mailto:", re.IGNORECASE)
_NUMBER = re.compile(r"\d")
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}|\b(?:19|20)\d\d\b")
_DASH_RUN = re.compile(rf"[{_DASHES}]{{2,}}")
_MAX_LINES = 14


def is_rule(line: str) -> bool:
    """Tell a line drawn with dashes, underscores and the like."""
    drawn = line.replace(" ", "").lstrip(">").strip()
    return len(drawn) >= 3 and not drawn.strip(f"{_DASHES}*")


def is_original_message(lines: Sequence[str], index: int) -> bool:
    """Tell a "-----Original Message-----" line; without dashes only right above a header block."""
    line = lines[index].strip(_DECORATION)
    if len(line) > 160:
        return False
    dashed = line[:2].strip(_DASHES) == "" and len(line) > 2
    # The sender's header may follow on the same line.
    words = _DASH_RUN.split(line.strip(f"{_DASHES}{_DECORATION}"), maxsplit=1)[0].strip(f"{_DECORATION}:：").lower()
    if words not in _ORIGINAL:
        return False
    return dashed or any(is_header_block(lines, later) for later in range(index + 1, min(index + 3, len(lines))))


def is_forwarded_message(line: str) -> bool:
    """Tell a "---------- Forwarded message ---------" line."""
    if len(line) >= 120:
        return False
    bare = line.strip(_DECORATION)
    if bare[:2].strip(_DASHES) and not bare.endswith((":", "：")):
        return False
    return bare.strip(f"{_DASHES}{_DECORATION}").lower().startswith(_FORWARDED)


def is_header_block(lines: Sequence[str], start: int) -> bool:
    """Tell whether a block of mail headers begins at this line.

    Sender and date, or three labels with a subject or an address among them: a form that asks "From: … To: …
    Date: …" for a journey must not pass.
    """
    if _label(lines[start]) is None:
        return False
    kinds = _labels(lines[start : start + _MAX_LINES])
    addressed = any(_ADDRESS.search(value) for value in kinds.values())
    if "from" not in kinds:
        dated = {"date", "to"} <= kinds.keys() and _CLOCK.search(kinds["date"]) is not None
        return dated and (addressed or "subject" in kinds)
    if any(is_rule(line) for line in lines[max(0, start - 2) : start]) and (
        len(kinds) >= 3 or _ADDRESS.search(kinds["from"])
    ):
        return True
    if "date" in kinds and _NUMBER.search(kinds["date"]) and (addressed or "subject" in kinds):
        return True
    return len(kinds) >= 3 and (addressed or "subject" in kinds)


def end_of_header_block(lines: Sequence[str], start: int) -> int:
    """Return the line after the header lines that follow an "Original Message" rule or a first header line."""
    index = start
    while index < len(lines) and (not lines[index].strip() or _label(lines[index]) is not None):
        index += 1
    return index


def _labels(lines: Sequence[str]) -> dict[str, str]:
    """Return the values by kind of label from consecutive header lines, wrapped lines joined."""
    kinds: dict[str, str] = {}
    last = ""
    gap = 0
    for line in lines:
        found = _label(line)
        if found:
            last, value = found
            if last in kinds and last not in ("other", "to"):
                break
            kinds[last] = f"{kinds.get(last, '')} {value}"
            gap = 0
            continue
        gap += 1
        # A wrapped list of recipients, or the empty lines of a converted HTML table.
        if gap > 2:
            break
        if line.strip():
            kinds[last] += f" {line.strip()}"
    return kinds


def _label(line: str) -> tuple[str, str] | None:
    """Return the kind and the value of a header line, or None."""
    colon = _COLON.search(line, 0, _LONGEST_LABEL + 10)
    if colon is None:
        return None
    kind = _KINDS.get(line[: colon.start()].strip(_DECORATION).lower())
    return (kind, line[colon.end() :].strip(_DECORATION)) if kind else None
