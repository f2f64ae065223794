"""Read what somebody typed into a search box. Pure; every text has a reading, none is an error.

pump seal "no pressure" -duo status:open from:"Maya Lindqvist" created:>2026-01-01
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

LONGEST = 300
MOST_WORDS = 12
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "：": ":"})
_PART = re.compile(
    r"""(?P<not>-(?=[^\s-]))?            # a minus before something
        (?:(?P<key>[^\W\d_][\w-]*):(?=\S))?  # an operator with something behind it
        (?:"(?P<quoted>[^"]*)(?:"|$)|(?P<plain>[^\s"]+))""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Word:
    """Something the text must hold, or must not; a phrase is meant as written, a word may go on (`seal`, `sealed`)."""

    text: str
    phrase: bool = False
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """An operator that was understood: `status:open`, or `-tag:vip` when negated."""

    key: str
    value: str
    negated: bool = False


@dataclass(slots=True)
class Asked:
    """What was typed, taken apart. `unknown` are operators nobody has; they are looked for as words."""

    typed: str
    words: list[Word] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    # Whether something was left out, because nobody types that much.
    cut: bool = False


def parse(typed: str, operators: Collection[str]) -> Asked:
    """Take a search apart into words and the operators that are known."""
    whole = " ".join("".join(c if c.isprintable() else " " for c in typed).split())
    asked = Asked(whole, cut=len(whole) > LONGEST)
    for part in _PART.finditer(whole[:LONGEST].translate(_QUOTES)):
        key, quoted = (part["key"] or "").lower(), part["quoted"]
        value = (part["plain"] if quoted is None else quoted).strip()
        negated = bool(part["not"])
        if key in operators:
            if value:
                asked.conditions.append(Condition(key, value, negated))
            continue
        if key:
            # An address or a time of day is no operator.
            if not value.startswith(("/", "\\")) and key not in asked.unknown:
                asked.unknown.append(key)
            value = f"{part['key']}:{value}"
        _add(asked, Word(value, quoted is not None or bool(key), negated))
    return asked


def _add(asked: Asked, word: Word) -> None:
    if not any(c.isalnum() for c in word.text):
        return  # Punctuation is in no index.
    if len(asked.words) >= MOST_WORDS:
        asked.cut = True
    elif word not in asked.words:
        asked.words.append(word)
