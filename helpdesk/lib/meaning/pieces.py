"""Part words into the pieces the vectors are for (byte pair encoding: the oldest piece is joined first)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise

_WORDS = re.compile(r"\w+(?:'\w+)?")
_BEGINNING = "▁"
# Longer runs of letters and digits are keys and hashes, which mean nothing.
_LONGEST = 40
_READ = 20_000


class Pieces:
    """The pieces by their text. A piece's number is its age: two that make an older one are joined before others."""

    def __init__(self, numbers: Mapping[str, int]) -> None:
        self._numbers = numbers
        self.of_word = lru_cache(maxsize=8192)(self._of_word)

    def of_text(self, text: str) -> list[int]:
        """Return the numbers of a text's pieces; punctuation and unknown signs have none."""
        words = _WORDS.findall(unicodedata.normalize("NFKC", text[:_READ]).lower().replace("’", "'"))
        return [number for word in words for number in self.of_word(word[:_LONGEST])]

    def _of_word(self, word: str) -> tuple[int, ...]:
        parts = [_BEGINNING, *word]
        while len(parts) > 1:
            joined = [self._numbers.get(a + b) for a, b in pairwise(parts)]
            oldest = min((number for number in joined if number is not None), default=None)
            if oldest is None:
                break
            place = joined.index(oldest)
            parts[place : place + 2] = [parts[place] + parts[place + 1]]
        return tuple(self._numbers[part] for part in parts if part in self._numbers and part != _BEGINNING)
