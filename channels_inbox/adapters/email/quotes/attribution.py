"""Find the line that says who wrote the old message: "On …, … wrote:" in every language and line length."""

# ruff: noqa: E501 - tables of words read better as they are
from __future__ import annotations

import re
from collections.abc import Sequence

from .phrases import OPENERS, WROTE

MAX_LINES = 5
_MAX_LENGTH = 500

_VERBS = "|".join(sorted({re.escape(verb) for verbs in WROTE.values() for verb in verbs}, key=len, reverse=True))
_WROTE = re.compile(rf"(?:(?<!\w)(?:{_VERBS})(?!\w)|写道|寫道|のメール|のメッセージ|書きました|작성)", re.IGNORECASE)
_OPENER = re.compile(
    rf"^[\s\-–—_*>\"'“(\[\u200e\u200f\u202a-\u202e]*(?:{'|'.join(sorted(map(re.escape, set(OPENERS)), key=len, reverse=True))})(?![^\W\d_])",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[\w.+=%&'*/-]+@\s?[\w-]+(?:\.[\w-]+)+|<mailto:|\[mailto:", re.IGNORECASE)
_TIME = re.compile(
    r"\b\d{1,2}\s?[:.h]\s?\d{2}\b|\d{1,2}\s?[時시点點](?:\s?\d{1,2}\s?[分분])?|\b\d{1,2}\s?[ap]\.?m\b", re.IGNORECASE
)
_DAY = re.compile(
    r"\b(?:19|20)\d\d\b|\b\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{2,4}|\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일]"
    r"|\b\d{1,2}\.?(?:st|nd|rd|th)?\s(?:de\s)?[^\W\d_]{3,12}\.?|\b[^\W\d_]{3,12}\.?\s\d{1,2}(?:st|nd|rd|th)?\b"
)
_STARTS_WITH_DATE = re.compile(
    r"^[\s\-–—_*>\"'(\[\u200e\u200f]*(?:\d{1,4}\s?[./年년-]\s?\d{1,2}|\d{1,2}[.,]?\s[^\W\d_]{3,12}|\d{1,2}:\d{2}"
    r"|[^\W\d_]{2,14}[.,]{1,2}\s*(?:den\s|dne\s|le\s|el\s)?(?:\d|[^\W\d_]{3,12}\.?\s\d))"
)
_TAIL = " \t\xa0-–—_*>\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
_NAME_AND_ADDRESS = re.compile(r"^[\s*\"'“>-]*[^@<>:]{1,80}[<(\[]?[\w.+=%&'-]+@[\w.-]+[>)\]]?")
_MIDLINE = re.compile(
    r"^(?P<reply>.*?\S)(?P<head>\s?-{2,}\s?|\s)(?=On\s(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,|[A-Z][a-z]{2,8}\.?\s\d|\d{1,2}[\s/.-])"
    r".{5,300}\s(?:wrote|sent)\s?:\s*-*$)"
)
_SENT_FROM = re.compile(r"^\s*Sent (?:from|via|with) .{1,60}<[^<>@\s]+@[^<>\s]+>\s*wrote\s?:?\s*$", re.IGNORECASE)
_POSTED = re.compile(r"^\s*Posted by .{1,80} on \d{1,2}/\d{1,2}/\d{4}\s*$", re.IGNORECASE)


def ends_like_one(line: str) -> bool:
    """Tell cheaply whether an attribution may end with this line."""
    bare = line.rstrip(_TAIL)
    return bare.endswith((":", "：", "﹕")) or ("--" in line[len(bare) :] and bare[-1:].isalnum())


def attribution_start(lines: Sequence[str], end: int, quoted_next: bool) -> int | None:
    """Return the first line of the attribution whose last line is `end`, or None when that line ends none.

    `quoted_next` says that the next line with text is quoted, which is evidence by itself.
    """
    if not lines[end].strip():
        return None
    closed = ends_like_one(lines[end])
    if not closed and not quoted_next:
        return None
    best = None
    joined = ""
    for count in range(1, MAX_LINES + 1):
        start = end - count + 1
        if start < 0 or not lines[start].strip():
            break
        joined = f"{lines[start].strip()} {joined}".strip()
        if len(joined) > _MAX_LENGTH:
            break
        if count > 1 and lines[start].rstrip().endswith((".", "!", "?", ":")):
            break
        strength = _strength(joined, closed, quoted_next, count)
        if strength == 2 and (_OPENER.match(joined) or _STARTS_WITH_DATE.match(joined)):
            return start
        if strength and best is None:
            best = start
    return best


def _strength(line: str, closed: bool, quoted_next: bool, count: int) -> int:
    """Return 2 for a whole attribution, 1 for what may be one or the tail of one, 0 for none."""
    wrote = bool(_WROTE.search(line))
    email = bool(_EMAIL.search(line))
    day = bool(_DAY.search(line))
    time = bool(_TIME.search(line))
    opened = bool(_OPENER.match(line))
    dated = bool(_STARTS_WITH_DATE.match(line))
    if not closed:
        # Old Gmail leaves the colon out: "2011/4/7 Nathan <n@example.com>", "On … wrote".
        told = email or wrote or (dated and day and time and len(line) < 100)
        return 2 if (opened or dated) and (day or time) and told and not line.endswith((".", "!", "?")) else 0
    if wrote and opened and (email or day or time):
        return 2
    if dated and (day or time) and (wrote or (email and quoted_next)):
        return 2
    if wrote and _SENT_FROM.match(line):
        return 2
    if wrote and email and count <= 2 and _NAME_AND_ADDRESS.match(line):
        return 1 if len(line) > 200 else 2 if count == 1 and not _continues(line) else 1
    if quoted_next and (wrote or email) and len(line) <= 160:
        return 1
    if wrote and (day and time) and len(line) <= 200:
        return 1
    return 0


def _continues(line: str) -> bool:
    """Tell whether a line looks like the second half of something: it starts in lower case or with an address."""
    head = line.lstrip(" *>-\"'<(")
    return not head or head[0].islower() or line.lstrip().startswith(("<", "("))


def split_midline(line: str) -> tuple[str, str] | None:
    """Split "my answer On Mon, … wrote:" into the answer and the attribution, or return None."""
    found = _MIDLINE.match(line)
    return (found["reply"], line[found.end() :]) if found else None


def is_posted_by(line: str) -> bool:
    """Tell a forum's way of naming the author."""
    return "Posted by" in line and bool(_POSTED.match(line))
