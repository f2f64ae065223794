"""The words a question is called by: those of the most typical of all who asked it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from insights.questions.ground import Vectors
from insights.questions.words import terms

LONGEST = 120
# What a question is called of which nothing is left without what is personal.
UNNAMED = "Unnamed question"
# What makes a wording worth less than its nearness to the middle: length, being no question, numbers of one case, and
# what may be somebody's name.
_WORD_TOO_MANY, _NO_QUESTION, _ONE_CASE, _NAMED = 0.02, 0.04, 0.1, 0.1
_NUMBER = re.compile(r"\d{4}")
# What was taken out (helpdesk.lib.personal), with the word that led to it.
_TAKEN_OUT = re.compile(
    r"(?:\s+(?:for|of|to|from|at|in|on|by|with|number|no\.?|nr\.?))?\s*[#(]?\[(?:email|link|name|number)\]\)?",
    re.IGNORECASE,
)
# Two words in a row that begin with a capital, amid a sentence.
_NAME = re.compile(r"(?<=[a-zà-ÿ,;] )[A-ZÀ-Ý][a-zà-ÿ]+ [A-ZÀ-Ý][a-zà-ÿ]+\b")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def typical(texts: Sequence[str], vectors: Vectors, mean: Vectors) -> int:
    """Return the place of the text that says best what all of them ask: near their middle, short, and a question."""
    nearness = vectors @ mean / max(float(mean @ mean) ** 0.5, 1e-6)
    worth = [
        float(near)
        - _WORD_TOO_MANY * max(0, len(text.split()) - 8)
        - _NO_QUESTION * ("?" not in text)
        - _ONE_CASE * bool(_NUMBER.search(text) or _TAKEN_OUT.search(text))
        - _NAMED * bool(_NAME.search(text))
        for text, near in zip(texts, nearness, strict=True)
    ]
    return max(range(len(texts)), key=lambda n: (worth[n], -n))


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a text that say enough to be a title, or the text itself."""
    found = [s.strip() for s in _SENTENCE.split(text) if len(terms(s)) > 1]
    return found or [text]


def shortened(sentence: str) -> str:
    """Return a sentence as a title: with a capital letter, without a full stop, cut where it is long."""
    title = _TAKEN_OUT.sub("", sentence).strip().rstrip(".!")
    title = title if len(title) <= LONGEST else title[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"
    return title[:1].upper() + title[1:] if title else UNNAMED
