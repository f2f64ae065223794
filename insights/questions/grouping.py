"""Group questions as a desk does that hears them one after the other: for a corpus, without a database."""

from __future__ import annotations

from collections.abc import Sequence

from insights.questions.clusters import Clusters, joins
from insights.questions.extracting import question_of
from insights.questions.ground import STEPS, Encode, Ground, Vectors, first_ground
from insights.questions.refining import joining, moving

# Settling changes less each time it is done, and mostly nothing after this.
ROUNDS = 5


def grouped(texts: Sequence[str], encode: Encode) -> list[int]:
    """Return the number of the question each text asks; a text that asks nothing is a question of its own."""
    asked = [question_of("", text) or text for text in texts]
    at: list[int] = []
    ground, clusters = first_ground(encode), Clusters()
    vectors = ground.vectors(asked, encode)
    for place in range(len(asked)):
        if place in STEPS:
            vectors = _learned(asked[:place], encode).vectors(asked, encode)
            clusters = _laid(at, vectors)
        key, likeness = clusters.nearest(vectors[place])
        if key is None or not joins(vectors[place], likeness):
            key = place
        clusters.add(key, vectors[place])
        at.append(key)
    for _ in range(ROUNDS):
        if not _settle(at, clusters, vectors):
            break
    return at


def _learned(texts: Sequence[str], encode: Encode) -> Ground:
    ground = first_ground(encode)
    ground.learn(texts, encode)
    return ground


def _laid(at: Sequence[int], vectors: Vectors) -> Clusters:
    clusters = Clusters()
    for key, vector in zip(at, vectors, strict=False):
        clusters.add(key, vector)
    return clusters


def _settle(at: list[int], clusters: Clusters, vectors: Vectors) -> int:
    """Join and move once, and return how much was changed."""
    into = {other: one for one, other in joining(clusters, list(clusters.keys))}
    for place, key in enumerate(at):
        while key in into:
            key = into[key]
        at[place] = key
    moves = list(moving(clusters, [(n, key, vectors[n]) for n, key in enumerate(at)]))
    for place, _, key in moves:
        at[place] = key
    return len(into) + len(moves)
