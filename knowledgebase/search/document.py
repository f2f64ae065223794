"""A text as it is given to search."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# Of one text. A longer one says in its beginning what it is about.
MOST_LINES = 48
_MOST = 40_000
_SENTENCE = re.compile(r"(?<=[.!?:;。！？])\s+")
_LONGEST_LINE = 300
_SEPARATE = re.compile(r"[,\n]")
# What of the body the meaning of the whole is made of.
_BEGINNING = 500


@dataclass(frozen=True, slots=True)
class Document:
    """One text in one language. `summary`, `keywords` and `headings` count more than `body`; all are plain text."""

    family: str
    object_id: int
    locale: str
    title: str
    body: str = ""
    summary: str = ""
    keywords: str = ""
    headings: Sequence[str] = ()
    helpfulness: float = 0.0

    def lines(self) -> list[str]:
        """Return what a question may be near to, besides the title: sentences, keywords, lines of lists."""
        parts = [self.summary, *_SEPARATE.split(self.keywords), *self.body[:_MOST].splitlines()]
        return _lines(parts)[:MOST_LINES]

    def fields(self) -> tuple[str, str, str]:
        """Return the texts whose words weigh 3, 2 and 1."""
        return (
            self.title,
            " ".join([self.summary, self.keywords, *self.headings]),
            self.body[:_MOST],
        )

    def gist(self) -> str:
        """Return what the meaning of the whole is made of: the title twice, and what is said first."""
        return f"{self.title}. {self.title}. {self.summary} {self.keywords} {self.body[:_BEGINNING]}"


def keyword_lines(keywords: str) -> set[str]:
    """Return the lines that keywords are among a document's: they are found, and never shown."""
    return set(_lines(_SEPARATE.split(keywords)))


def _lines(parts: Iterable[str]) -> list[str]:
    said = (" ".join(line.split())[:_LONGEST_LINE] for part in parts for line in _SENTENCE.split(part))
    return list(dict.fromkeys(line for line in said if any(c.isalnum() for c in line)))
