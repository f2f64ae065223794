"""What of a text is shown beside its title: the line that answers, with the words marked; never the whole."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.safestring import SafeString

from helpdesk.lib.search import Word
from helpdesk.lib.search.marks import marked, plain
from knowledgebase.search.asking import Question

LONGEST = 200


def title(text: str, question: Question) -> SafeString:
    return marked(text, _words(question))


def snippet(lines: Sequence[str], question: Question, *, nearest: int) -> SafeString:
    """Return the line with most of a question's words, or the one nearest in meaning, and what follows it."""
    words = _words(question)
    starts = [plain(word.text) for word in words]
    folded = plain("\n".join(lines)).split("\n")
    hits = [sum(line.startswith(start) or f" {start}" in line for start in starts) for line in folded]
    place = max(range(len(lines)), key=lambda n: (hits[n], n == nearest, -n), default=0)
    text = " ".join(lines[place:])[: LONGEST + 1]
    if len(text) > LONGEST:
        text = text[:LONGEST].rsplit(" ", 1)[0] + "…"
    return marked(text, words)


def _words(question: Question) -> list[Word]:
    """Return the stems as beginnings of words: `invoic` marks `invoices`."""
    return [Word(stem) for stem in dict.fromkeys(question.stems()) if any(c.isalnum() for c in stem)]
