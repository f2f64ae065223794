"""How often each word stands in a text, in few bytes: what a search scores its candidates by."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

WEIGHTS = {"A": 3, "B": 2, "D": 1}
# One lexeme of a tsvector as text, with its places: 'pump':1A,7 — D is not written.
_LEXEME = re.compile(r"'([^']+)':([\dA-D,]+)")
_RECORD = np.dtype([("word", "<u4"), ("times", "<u2")])


def weighed(vector: str) -> dict[str, int]:
    """Return the words of a tsvector, given as text, with how often they stand in it, by weight."""
    return {
        word: sum(WEIGHTS.get(place[-1], 1) for place in places.split(",")) for word, places in _LEXEME.findall(vector)
    }


def packed(words: Mapping[str, int]) -> bytes:
    """Return words and their weights as bytes."""
    records = np.array([(number(word), min(times, 65_535)) for word, times in words.items()], dtype=_RECORD)
    return records.tobytes()


def number(word: str) -> int:
    """Return the number a word has in postings. Two words in four thousand million share one."""
    return zlib.crc32(word.encode())


class Postings:
    """The postings of many texts, to be asked for one word after the other."""

    def __init__(self, packed: Iterable[bytes]) -> None:
        parts = list(packed)
        records = np.frombuffer(b"".join(parts), dtype=_RECORD)
        self._texts = np.repeat(np.arange(len(parts)), [len(part) // _RECORD.itemsize for part in parts])
        self._words, self._times = records["word"].copy(), records["times"]
        self._many = len(parts)

    def times(self, word: str) -> NDArray[np.float32]:
        """Return how often a word stands in each of the texts."""
        here = np.flatnonzero(self._words == number(word))
        found = np.zeros(self._many, dtype=np.float32)
        found[self._texts[here]] = self._times[here]
        return found
