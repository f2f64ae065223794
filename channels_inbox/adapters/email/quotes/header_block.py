"""Find the block of header lines that Outlook and its kin put above the old message."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .phrases import CC, DATE, FORWARDED_MESSAGE, FROM, ORIGINAL_MESSAGE, SUBJECT, TO


def _labels(words: tuple[str, ...]) -> str:
    return "|".join(sorted({re.escape(word).replace(r"\ ", r"\s") for word in words}, key=len, reverse=True))


_KINDS = {"from": FROM, "date": DATE, "to": TO, "subject": SUBJECT, "other": CC}
_LABEL = re.compile(
    r"^[\s*_|>\u200e\u200f\u202a-\u202e]*(?:"
    + "|".join(f"(?P<{kind}>{_labels(words)})" for kind, words in _KINDS.items())
    + r")[\s*_\u200e\u200f]*[:：﹕][\s*_]*(?P<value>.*)$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+|mailto:", re.IGNORECASE)
_NUMBER = re.compile(r"\d")
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}|\b(?:19|20)\d\d\b")
_RULE = re.compile(r"^[\s>]*(?:[-_=*~—–]\s?){3,}\s*$")
_DASHES = r"[-_=*–—~\s>]*[-_=–—]{2,}\s*"
_ORIGINAL = re.compile(
    rf"^[\s>*]*(?:{_DASHES})(?:{_labels(ORIGINAL_MESSAGE)})\s*:?\s*(?:[-_=–—*\s]*|[-_=–—]{{2,}}.{{0,80}})$",
    re.IGNORECASE,
)
_ORIGINAL_BARE = re.compile(rf"^[\s*]*(?:{_labels(ORIGINAL_MESSAGE)})[\s*]*:?[\s*]*$", re.IGNORECASE)
_FORWARDED = re.compile(rf"^[\s>*]*(?:[-_=–—~*\s]*)(?:{_labels(FORWARDED_MESSAGE)})\b.{{0,60}}$", re.IGNORECASE)
_MAX_LINES = 14


def is_original_message(lines: Sequence[str], index: int) -> bool:
    """Tell a "-----Original Message-----" line; without dashes only right above a header block."""
    line = lines[index]
    if len(line) > 160:
        return False
    if _ORIGINAL.match(line):
        return True
    return bool(_ORIGINAL_BARE.match(line)) and any(
        is_header_block(lines, following) for following in range(index + 1, min(index + 3, len(lines)))
    )


def is_forwarded_message(line: str) -> bool:
    """Tell a "---------- Forwarded message ---------" line."""
    return len(line) < 120 and ("-" in line or line.rstrip().endswith((":", "："))) and bool(_FORWARDED.match(line))


def is_rule(line: str) -> bool:
    """Tell a line drawn with dashes, underscores and the like."""
    return bool(_RULE.match(line))


def is_header_block(lines: Sequence[str], start: int) -> bool:
    """Tell whether a block of mail headers begins at this line.

    Sender and date, or three labels with a subject or an address among them: a form that asks "From: … To: …
    Date: …" for a journey must not pass.
    """
    first = _LABEL.match(lines[start])
    if first is None or first.lastgroup is None:
        return False
    kinds: dict[str, str] = {}
    gap = 0
    previous_rule = start > 0 and any(is_rule(line) for line in lines[max(0, start - 2) : start])
    for line in lines[start : start + _MAX_LINES]:
        found = _LABEL.match(line)
        if found:
            kind = next(name for name in _KINDS if found[name])
            if kind in kinds and kind not in ("other", "to"):
                break
            kinds[kind] = f"{kinds.get(kind, '')} {found['value']}"
            gap = 0
        else:
            gap += 1
            # A wrapped list of recipients, or the empty lines of a converted HTML table.
            if gap > 2:
                break
            if kinds and line.strip():
                last = next(reversed(kinds))
                kinds[last] += " " + line.strip()
    values = " ".join(kinds.values())
    if "from" not in kinds and not ({"date", "to"} <= kinds.keys() and _CLOCK.search(kinds["date"])):
        return False
    if previous_rule and "from" in kinds and (_ADDRESS.search(kinds["from"]) or len(kinds) >= 3):
        return True
    addressed = bool(_ADDRESS.search(values))
    if {"from", "date"} <= kinds.keys() and _NUMBER.search(kinds["date"]) and (addressed or "subject" in kinds):
        return True
    if "from" not in kinds:
        return addressed or "subject" in kinds
    return len(kinds) >= 3 and (addressed or "subject" in kinds)
