"""How well a text answers a question: what its words say and what it means, mixed by value.

Mixed by rank, the best of nothing would look like an answer. By value a score says how sure it is, so that a search may
stay silent. The weights were tried out on two sets of questions (docs/search.md, `python -m bench finding`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from knowledgebase.search import directions
from knowledgebase.search.asking import Alternative, Question
from knowledgebase.search.candidates import Candidate
from knowledgebase.search.postings import Postings

Scores = NDArray[np.float32]

# As in BM25: how soon a word that stands there often enough says no more, and what a text's length takes from it.
_SOON, _LENGTH = 1.2, 0.6
# What the words are worth, the meaning of the whole, of the line that is nearest, and of the title.
_WORDS, _WHOLE, _LINE, _TITLE = 1.0, 0.8, 0.6, 0.2
_ALL = _WORDS + _WHOLE + _LINE + _TITLE
# In a language without directions only words count.
_WORDS_ALONE = 0.75
# A text that readers found helpful comes before its equal.
_HELPFUL = 0.03


def by_words(question: Question, entries: Sequence[Candidate]) -> Scores:
    """Return which share of a question's words each text answers, rare ones counting more: from 0 to 1."""
    postings = Postings(bytes(entry.postings) for entry in entries)
    lengths = np.array([entry.length for entry in entries], dtype=np.float32)
    slow = _SOON * (1 - _LENGTH + _LENGTH * lengths / question.average)

    def answered(way: Alternative) -> Scores:
        times = [postings.times(stem) for stem in way.stems]
        # All of its words must stand there.
        said = np.minimum.reduce([found / (found + slow) for found in times])
        return np.asarray(said * way.worth, dtype=np.float32)

    score = np.zeros(len(entries), dtype=np.float32)
    for part in question.parts:
        score += part.rarity * np.maximum.reduce([answered(way) for way in part.alternatives])
    return score / max(sum(part.rarity for part in question.parts), 1e-9)


def by_whole(meaning: NDArray[np.float32], entries: Sequence[Candidate]) -> Scores:
    """Return how near the meaning of each text is to that of a question."""
    near = directions.nearest_of(meaning, [bytes(entry.meaning) for entry in entries])
    return np.array([float(one[0]) if len(one) else 0.0 for one in near], dtype=np.float32)


def by_lines(meaning: NDArray[np.float32], lines: Sequence[bytes]) -> tuple[Scores, Scores, list[int]]:
    """Return how near each title and each nearest line is, and which line that is (0 is the title)."""
    near = directions.nearest_of(meaning, lines)
    best = [int(one.argmax()) if len(one) else 0 for one in near]
    titles = np.array([one[0] if len(one) else 0.0 for one in near], dtype=np.float32)
    return titles, np.array([one[n] if len(one) else 0.0 for one, n in zip(near, best, strict=True)], np.float32), best


def mixed(words: Scores, whole: Scores, line: Scores, title: Scores, helpfulness: Scores) -> Scores:
    """Return the scores, from 0 to about 1: above 0.45 it is likely an answer."""
    score = (_WORDS * words + _WHOLE * whole + _LINE * line + _TITLE * title) / _ALL
    score = np.where(whole.any(), score, words * _WORDS_ALONE)
    return np.asarray(score * (1 + _HELPFUL * helpfulness), dtype=np.float32)
