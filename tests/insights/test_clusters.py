"""Joining from any beginning gives what comparing all with all gives; counting in and out leaves no trace."""

from __future__ import annotations

import numpy as np
import pytest

from insights.questions.clusters import MERGE, Clusters, belong
from insights.questions.ground import DIMENSIONS, MEANING, WORDS, Vectors
from insights.questions.refining import joining


def vectors(seed: int, count: int = 40, kinds: int = 7) -> Vectors:
    rng = np.random.default_rng(seed)
    middles = rng.normal(size=(kinds, DIMENSIONS - WORDS))
    found = np.zeros((count, DIMENSIONS), np.float32)
    found[:, :-WORDS] = middles[rng.integers(kinds, size=count)] + 1.1 * rng.normal(size=(count, DIMENSIONS - WORDS))
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def clusters_of(found: Vectors) -> Clusters:
    clusters = Clusters()
    for key, vector in enumerate(found):
        clusters.add(key, vector)
    return clusters


def by_comparing_all(found: Vectors) -> set[frozenset[int]]:
    """Join the two most alike of all, again and again (average linkage by its definition)."""
    groups = [[n] for n in range(len(found))]
    likeness = found @ found.T
    while len(groups) > 1:
        pairs = [
            (float(likeness[np.ix_(groups[a], groups[b])].mean()), a, b) for a in range(len(groups)) for b in range(a)
        ]
        best, a, b = max(pairs)
        if best < MERGE:
            break
        groups[b] += groups.pop(a)
    return {frozenset(group) for group in groups}


def groups_after(clusters: Clusters, starts: list[int], count: int) -> set[frozenset[int]]:
    at = list(range(count))
    for one, other in joining(clusters, starts):
        at = [one if key == other else key for key in at]
    return {frozenset(n for n in range(count) if at[n] == key) for key in at}


@pytest.mark.parametrize("seed", range(6))
def test_joining_in_any_order_is_average_linkage(seed: int) -> None:
    found = vectors(seed)
    starts = [int(n) for n in np.random.default_rng(seed).permutation(len(found))]
    groups = groups_after(clusters_of(found), starts, len(found))
    assert groups == by_comparing_all(found)
    assert 1 < len(groups) < len(found)


def test_what_was_told_apart_is_never_joined() -> None:
    found = np.repeat(vectors(1, count=1), 3, axis=0)
    apart = {0: {1}, 1: {0}}
    clusters = clusters_of(found)
    assert list(joining(clusters, [0, 1, 2], lambda key: apart.get(key, ()))) in ([(0, 2)], [(1, 2)])


def test_the_firmer_of_two_stays() -> None:
    found = np.repeat(vectors(1, count=1), 2, axis=0)
    assert list(joining(clusters_of(found), [0, 1], firm=lambda key: 1 - key)) == [(1, 0)]


def test_counting_out_undoes_counting_in() -> None:
    found = vectors(2, count=5)
    clusters = clusters_of(found[:4])
    clusters.add(0, found[4])
    clusters.take(0, found[4])
    assert clusters.size(0) == 1
    assert np.allclose(clusters.mean(0), found[0], atol=1e-6)
    clusters.take(1, found[1])
    assert 1 not in clusters
    assert clusters.nearest(found[3])[0] == 3


def test_nothing_is_nearest_where_there_is_nothing() -> None:
    assert Clusters().nearest(vectors(0, count=1)[0]) == (None, 0.0)


def test_a_question_with_meaning_and_one_of_words_alone_lead_nowhere_and_end() -> None:
    """Words alone need less to be alike, so the one found the other near and the other did not, for ever."""
    words = np.zeros((2, DIMENSIONS), np.float32)
    words[0, -1] = np.sqrt(1 - MEANING)
    words[1, -2:] = np.sqrt((1 - MEANING) / 2)
    words[1, 0] = np.sqrt(MEANING)
    likeness = float(words[0] @ words[1])
    assert belong(words[0], words[0], likeness)
    assert not belong(words[0], words[1], likeness)
    assert next(joining(clusters_of(words), [0, 1]), None) is None


def test_a_one_sided_no_does_not_lead_in_a_circle() -> None:
    found = np.repeat(vectors(1, count=1), 2, axis=0)
    assert list(joining(clusters_of(found), [0, 1], lambda key: [0] if key == 1 else [])) == []
