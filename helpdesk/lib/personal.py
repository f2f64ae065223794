"""Take out of a text what names or numbers one person or case, before others may read it.

What patterns and known names can find: an editor still reads it before it is published.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

# It begins where a word does: else each letter of a long text without blanks would be tried.
_ADDRESS = re.compile(r"(?<![\w.+'-])[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(r"\bhttps?://\S+|\bwww\.\S+", re.IGNORECASE)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{2,4}){3,8}\b")
# Grouped digits, at least seven of them: telephones, cards, orders.
_LONG_NUMBER = re.compile(r"(?<![\w.])\+?\(?\d(?:[\s()./-]{0,2}\d){6,}(?![\w])")
# Keys of cases: letters and digits in one word, at least four digits, and no year. It is not looked ahead without end.
_KEY = re.compile(
    r"(?<!\w)#?(?=[A-Z0-9])(?!(?:19|20)\d\d\b)(?=(?:(?:[^\W\d]|-){0,60}\d){4})[A-Z0-9][\w-]{3,}", re.IGNORECASE
)
_GREETED = re.compile(
    r"^(\s*(?:hi|hello|hey|dear|hallo|guten tag|liebe[rs]?|sehr geehrte[rs]?(?: herr| frau)?|bonjour|hola|ciao))"
    r"[ ]+[A-ZÀ-Ý][^\s,.!?]*(?:[ ]+[A-ZÀ-Ý][^\s,.!?]*){0,2}(?=\s*[,.!?:–-]|\s*$)",
    re.IGNORECASE | re.MULTILINE,
)
_PLACE = re.compile(r"\[(?:name|number|email|link)\]")
# Words of one line that are compared.
_COMPARED = 500
# A word of a name that is a word of the language too is no name by itself.
_LEAST = 3


def without_personal(text: str, *, names: Iterable[str] = ()) -> str:
    """Return a text without addresses, links, long numbers and these names; what stood there is named in brackets."""
    for pattern, instead in (
        (_ADDRESS, "[email]"),
        (_LINK, "[link]"),
        (_IBAN, "[number]"),
        (_LONG_NUMBER, "[number]"),
        (_KEY, "[number]"),
        (_GREETED, r"\1"),
    ):
        text = pattern.sub(instead, text)
    known = _names(names)
    return known.sub("[name]", text) if known else text


def _names(names: Iterable[str]) -> re.Pattern[str] | None:
    """Return a pattern for names of several words, however they are written, and for each word as a name is written."""
    whole = {" ".join(name.split()) for name in names if len(name.strip()) >= _LEAST}
    if not whole:
        return None
    several = {name for name in whole if " " in name}
    words = {word for name in several for word in name.split() if len(word) >= _LEAST and word[:1].isupper()}
    ways = [_anyhow(name) for name in _longest_first(several)]
    ways += map(re.escape, _longest_first(words | (whole - several)))
    return re.compile(rf"(?<!\w)(?:{'|'.join(ways)})(?:['’]s)?(?!\w)")


def _longest_first(names: Iterable[str]) -> list[str]:
    return sorted(names, key=len, reverse=True)


def _anyhow(name: str) -> str:
    words = r"\s+".join(map(re.escape, name.split()))
    return f"(?i:{words})"


def taken_out(before: str, after: str) -> list[str]:
    """Return what stood where a text now says its kind in brackets.

    Line by line: all of a long text at once takes minutes. Where a number went over the end of a line, the lines do
    not fit any more, and whole lines are told.
    """
    old, new = before.split("\n"), after.split("\n")
    if len(old) == len(new):
        found = [words for pair in zip(old, new, strict=True) if pair[0] != pair[1] for words in _replaced(*pair)]
    else:
        left = set(new)
        found = [line.strip() for line in old if line not in left]
    return list(dict.fromkeys(found))


def _replaced(before: str, after: str) -> list[str]:
    old, new = before.split()[:_COMPARED], after.split()[:_COMPARED]
    return [
        " ".join(old[a:b])
        for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        if tag == "replace" and _PLACE.search(" ".join(new[c:d]))
    ]
