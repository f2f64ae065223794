"""Questions as sums of vectors: which of them is nearest, in one product however many there are."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from insights.questions.ground import DIMENSIONS, MEANING, WORDS, Vectors

# Likenesses are means over all pairs (average linkage): of a question with the members of another, of two with each
# other. At least so alike to be put together as it comes; less will do once more is known.
JOIN = 0.45
MERGE = 0.27
# The same where only words can be compared.
JOIN_WORDS = 0.45
MERGE_WORDS = 0.30


class Clusters:
    """Questions by a key of the caller's, with the mean of their members' vectors."""

    def __init__(self) -> None:
        self.keys: list[int] = []
        self.sizes: list[int] = []
        self._places: dict[int, int] = {}
        self._means = np.zeros((64, DIMENSIONS), np.float32)

    def __len__(self) -> int:
        return len(self.keys)

    def __contains__(self, key: int) -> bool:
        return key in self._places

    @property
    def means(self) -> Vectors:
        return self._means[: len(self.keys)]

    def size(self, key: int) -> int:
        return self.sizes[self._places[key]]

    def mean(self, key: int) -> Vectors:
        found: Vectors = self._means[self._places[key]]
        return found

    def put(self, key: int, mean: Vectors, size: int) -> None:
        """Set a question's mean and how many it is the mean of."""
        place = self._places.get(key)
        if place is None:
            place = self._places[key] = len(self.keys)
            self.keys.append(key)
            self.sizes.append(0)
            if place == len(self._means):
                # By a quarter: twice as much would stand empty for long.
                more = np.zeros((max(64, place // 4), DIMENSIONS), np.float32)
                self._means = np.concatenate([self._means, more])
        self._means[place] = mean
        self.sizes[place] = size

    def add(self, key: int, vector: Vectors) -> None:
        """Count a vector in; a question that is not known yet begins with it."""
        size = self.size(key) if key in self._places else 0
        mean = vector if not size else self.mean(key) + (vector - self.mean(key)) / (size + 1)
        self.put(key, mean, size + 1)

    def take(self, key: int, vector: Vectors) -> None:
        """Count a vector out again; an empty question is dropped."""
        size = self.size(key)
        if size == 1:
            self.drop(key)
        else:
            self.put(key, self.mean(key) + (self.mean(key) - vector) / (size - 1), size - 1)

    def drop(self, key: int) -> None:
        place, last = self._places.pop(key), len(self.keys) - 1
        if place != last:
            self.keys[place], self.sizes[place] = self.keys[last], self.sizes[last]
            self._means[place] = self._means[last]
            self._places[self.keys[place]] = place
        self.keys.pop()
        self.sizes.pop()

    def join(self, one: int, other: int) -> None:
        """Put another question's members into one."""
        a, b = self.size(one), self.size(other)
        self.put(one, (self.mean(one) * a + self.mean(other) * b) / (a + b), a + b)
        self.drop(other)

    def likenesses(self, vector: Vectors) -> Vectors:
        """Return how like each question a vector is, in the order of `keys`."""
        found: Vectors = self.means @ vector
        return found

    def nearest(self, vector: Vectors, *, but: Iterable[int] = ()) -> tuple[int | None, float]:
        """Return the most alike question and how much alike; None where there is none at all."""
        if not self.keys:
            return None, 0.0
        found = self.likenesses(vector)
        for key in but:
            if key in self._places:
                found[self._places[key]] = -1
        best = int(found.argmax())
        return (self.keys[best], float(found[best])) if found[best] > -1 else (None, 0.0)


def means_something(vector: Vectors) -> bool:
    """Say whether a vector has meaning, or words alone."""
    return bool(vector[:-WORDS].any())


def enough(vector: Vectors, likeness: float, *, meant: float, worded: float) -> bool:
    """Say whether a likeness reaches the threshold of what the vector has."""
    if means_something(vector):
        return likeness >= meant
    return likeness >= worded * (1 - MEANING)


def joins(vector: Vectors, likeness: float) -> bool:
    """Say whether a question is asked once more."""
    return enough(vector, likeness, meant=JOIN, worded=JOIN_WORDS)


def belong(one: Vectors, other: Vectors, likeness: float) -> bool:
    """Say whether two questions are one, whichever of them is asked."""
    return all(enough(vector, likeness, meant=MERGE, worded=MERGE_WORDS) for vector in (one, other))
