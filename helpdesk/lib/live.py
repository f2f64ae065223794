"""Pages that hear of a change at once, whatever room their subject belongs to.

The room that holds the sockets stands beside some of those whose pages are live. So a room registers who may hear of
a subject of its own, and says in its transaction that one changed; whoever holds sockets asks and listens.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.dispatch import Signal

# subject_changed(sender=model, kind=str, pk=int), inside the transaction: receivers use on_commit, nothing else.
subject_changed = Signal()


@dataclass(frozen=True, slots=True)
class Hearing:
    """Who of those that asked may hear of a subject now: people who did not sign in, and which of those who did."""

    strangers: bool = False
    users: frozenset[int] = frozenset()


# Given a subject's key and the users who listen to it; asks the database a fixed number of statements.
Asked = Callable[[int, Collection[int]], Hearing]
SUBJECTS: dict[str, Asked] = {}


def register(kind: str, asked: Asked) -> None:
    """Let pages listen to subjects of a kind. Called once, when the app is ready."""
    if kind in SUBJECTS:
        raise ValueError(f"{kind} is registered already")
    SUBJECTS[kind] = asked


def hearing(kind: str, pk: int, users: Collection[int]) -> Hearing:
    """Return who may hear of a subject; nobody when it is not there."""
    asked = SUBJECTS.get(kind)
    return asked(pk, users) if asked else Hearing()
