"""The questions of the desk in memory: read once a process, then only what changed since.

Whoever uses them holds the lock of questions, so that nobody changes them meanwhile. What is held is hardly more than
the `MOST` asked last: 50 MB at worst. Questions older than that are found again when they are asked under their words.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from helpdesk.lib.meaning import encode
from helpdesk.lib.rows import scalars
from insights.models import Apart, Question, Radar
from insights.questions.clusters import Clusters
from insights.questions.ground import Ground, first_ground, ground_from

MOST = 20_000
# So many new ones more, and those asked last are read anew.
SPARE = 2_000


@dataclass
class Held:
    """Questions by their ids, up to a version; which of them people decided about, and whose they are part of."""

    version: int = 0
    number: int = 0
    ground: Ground = field(default_factory=Ground)
    clusters: Clusters = field(default_factory=Clusters)
    # Question -> the one it counts for, for those people named, or put together.
    heads: dict[int, int] = field(default_factory=dict)
    apart: dict[int, set[int]] = field(default_factory=dict)

    def firmness(self, key: int) -> int:
        """Return 0 for a question people named or put others into, 1 for one that is part of such, 2 for the rest."""
        return 2 if key not in self.heads else int(self.heads[key] != key)

    def strangers(self, key: int) -> set[int]:
        """Return the questions that this one may not be joined with."""
        told = set(self.apart.get(key, ()))
        if key in self.heads:
            told |= {other for other, head in self.heads.items() if head != self.heads[key]}
        return told


_held = Held()


def held(state: Radar) -> Held:
    """Return the questions as they are now; the caller has the lock and `state` is read under it."""
    global _held
    # Behind what is held: a transaction was rolled back, or it is another database.
    behind = state.version < _held.version or state.ground != _held.number
    if behind or len(_held.clusters) > MOST + SPARE:
        _held = Held(number=state.ground, ground=ground_now(state))
    _read(_held)
    _held.version = state.version
    return _held


def forget() -> None:
    """Let go of what is held: a transaction that changed it did not come to its end."""
    global _held
    _held = Held()


def next_version() -> int:
    return int(scalars("SELECT nextval('insights_question_version')", ())[0])


def _read(into: Held) -> None:
    found = Question.objects.filter(version__gt=into.version)
    for key in found.exclude(joined_into=None).values_list("pk", flat=True) if into.version else ():
        if key in into.clusters:
            into.clusters.drop(key)
    alive = found.filter(joined_into=None, size__gt=0, ground=into.number).order_by("-last_asked_at", "-pk")
    for key, mean, size in alive.values_list("pk", "mean", "size")[:MOST]:
        into.clusters.put(key, np.frombuffer(bytes(mean), np.float32), size)
    into.heads, into.apart = {}, {}
    decided = Question.objects.filter(joined_into=None).exclude(named_at=None, part_of=None)
    for key, part_of in decided.values_list("pk", "part_of"):
        into.heads[key] = part_of or into.heads.get(key, key)
        if part_of:
            into.heads[part_of] = part_of
    for one, other in Apart.objects.values_list("one", "other"):
        into.apart.setdefault(one, set()).add(other)
        into.apart.setdefault(other, set()).add(one)


def ground_now(state: Radar) -> Ground:
    """Return what vectors stand on now."""
    return ground_from(bytes(state.learned)) if state.learned else first_ground(encode)


def keep(question: Question, clusters: Clusters, *, version: int, number: int) -> None:
    """Set a question's row to what the clusters say of it, unsaved."""
    known = question.pk in clusters
    question.size = clusters.size(question.pk) if known else 0
    if known:
        question.mean = clusters.mean(question.pk).astype(np.float32).tobytes()
    question.version, question.ground, question.unsettled = version, number, known
