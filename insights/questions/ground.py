"""What is common to all questions of a desk: how rare each word is, and the direction they all share.

A shop's questions are all about its shop. Meaning counts from their middle, not from nowhere, so that the same
threshold tells questions apart in a narrow field and in a wide one.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insights.questions.words import terms

Vectors = NDArray[np.floating[Any]]
Encode = Callable[[Sequence[str]], Vectors]

# How much of the likeness of two questions is meaning; the rest is words in common.
MEANING = 0.85
# Words are counted, and laid into vectors, by a hash of theirs: memory is bounded whatever people write.
BUCKETS = 1 << 16
WORDS = 256
DIMENSIONS = 256 + WORDS
# A new ground is learned at so many questions; after the last one what is common does not change much any more.
STEPS = (50, 200, 1000, 5000, 20_000)
# Until a desk has questions of its own these stand for them.
PRIOR = (
    "How do I change this?",
    "Where can I find it?",
    "It does not work any more, what should I do?",
    "I have a question about my account",
    "There is a problem with my order",
    "Can you help me with this, please?",
    "I tried everything but it still fails",
    "When will it be ready?",
    "How much does it cost?",
    "What is the difference between the two?",
    "Is it possible to do this?",
    "Why did this happen?",
    "I would like to know more about the product",
    "Please send me the information",
    "It says there is an error",
    "Which one do I need?",
)


@dataclass
class Ground:
    """Learned from `seen` questions. Vectors of different grounds must not be compared."""

    seen: int = 0
    counts: NDArray[np.uint32] = field(default_factory=lambda: np.zeros(BUCKETS, np.uint32))
    # Sum of the meanings of the questions that have one.
    meaning: Vectors = field(default_factory=lambda: np.zeros(DIMENSIONS - WORDS, np.float32))
    meant: int = 0

    def vectors(self, texts: Sequence[str], encode: Encode) -> Vectors:
        """Return one vector a text: meaning before words. The likeness of two is their product, 1 at most.

        A text in a language without meaning has zeros there, and words alone.
        """
        found = np.zeros((len(texts), DIMENSIONS), np.float32)
        if len(texts):
            found[:, :-WORDS] = self._meanings(encode(texts)) * math.sqrt(MEANING)
        for row, text in zip(found, texts, strict=True):
            self._lay_words(row[-WORDS:], text)
        return found

    def learn(self, texts: Sequence[str], encode: Encode) -> None:
        """Count these questions in."""
        for text in texts:
            for bucket in {_hash(term) % BUCKETS for term in terms(text)}:
                self.counts[bucket] += 1
        meanings = encode(texts)
        self.meaning += meanings.sum(axis=0)
        self.meant += int(meanings.any(axis=1).sum())
        self.seen += len(texts)

    def _meanings(self, meanings: Vectors) -> Vectors:
        known = meanings.any(axis=1)
        if self.meant:
            meanings = meanings - self.meaning / self.meant
        length = np.linalg.norm(meanings, axis=1)
        length[length == 0] = 1
        centred: Vectors = meanings / length[:, None]
        centred[~known] = 0
        return centred

    def _lay_words(self, into: Vectors, text: str) -> None:
        for term in set(terms(text)):
            number = _hash(term)
            rarity = math.log(1 + (self.seen + 1) / (self.counts[number % BUCKETS] + 1))
            into[number % WORDS] += rarity if number >> 31 else -rarity
        length = float(np.linalg.norm(into))
        if length:
            into *= math.sqrt(1 - MEANING) / length


def first_ground(encode: Encode) -> Ground:
    """Return what a desk without questions begins with."""
    ground = Ground()
    ground.learn(PRIOR, encode)
    return ground


def ground_of(ground: Ground) -> bytes:
    """Return a ground as bytes."""
    numbers = np.array([ground.seen, ground.meant], np.uint32)
    return numbers.tobytes() + ground.counts.tobytes() + ground.meaning.tobytes()


def ground_from(stored: bytes) -> Ground:
    """Return the ground that `ground_of` made bytes of."""
    numbers = np.frombuffer(stored[: 4 * (2 + BUCKETS)], np.uint32)
    meaning = np.frombuffer(stored[4 * (2 + BUCKETS) :], np.float32)
    return Ground(int(numbers[0]), numbers[2:].copy(), meaning.copy(), int(numbers[1]))


def _hash(term: str) -> int:
    return zlib.crc32(term.encode())
