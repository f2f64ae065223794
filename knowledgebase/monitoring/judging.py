"""From single results to a state: retries before bad news, patience before good news, and a guard against flapping."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from django.db import models

from knowledgebase.monitoring.result import Verdict

# So many results are looked back on, and so many changes among them are no outage but a flicker.
LOOKED_BACK = 20
FLAPS = 6
CALM = 2
# So many equal results in a row end the flicker at once, whatever was before them.
STEADY = 5
# A first bad result is looked into sooner than the next turn.
RETRY_SECONDS = 10


class State(models.TextChoices):
    UNKNOWN = "unknown", "Not checked yet"
    UP = "up", "Works"
    SLOW = "slow", "Slow"
    FLAPPING = "flapping", "Comes and goes"
    DOWN = "down", "Down"


_RANK = {State.UNKNOWN: 0, State.UP: 0, State.SLOW: 1, State.FLAPPING: 1, State.DOWN: 2}
_STATES = {Verdict.UP: State.UP, Verdict.SLOW: State.SLOW, Verdict.DOWN: State.DOWN}


@dataclass(frozen=True, slots=True)
class Patience:
    """How many results in a row it takes to believe that something broke, and that it works again."""

    failures: int = 2
    successes: int = 2


@dataclass(frozen=True, slots=True)
class Standing:
    """What is believed of a monitor.

    `run` counts the latest results that speak for another state, above zero for a worse one, below for a better one.
    `history` holds the latest results, oldest first: + for what works, - for what does not.
    """

    state: State = State.UNKNOWN
    since: datetime | None = None
    run: int = 0
    history: str = ""


def judge(before: Standing, verdict: Verdict, patience: Patience, *, at: datetime) -> Standing:
    """Return what is believed after one more result."""
    history = (before.history + ("-" if verdict == Verdict.DOWN else "+"))[-LOOKED_BACK:]
    changes = sum(one != other for one, other in pairwise(history))
    said = _STATES[verdict]
    if before.state == State.FLAPPING:
        steady = _steady(history)
        if steady >= max(STEADY, patience.failures if said == State.DOWN else patience.successes):
            return Standing(said, at, 0, history[-steady:])
        return replace(before, history=history) if changes > CALM else Standing(said, at, 0, history)
    if changes >= FLAPS:
        return Standing(State.FLAPPING, at, 0, history)
    if said == before.state:
        return replace(before, run=0, history=history)
    worse = _RANK[said] > _RANK[before.state]
    run = (before.run if (before.run > 0) == worse else 0) + (1 if worse else -1)
    needed = 1 if before.state == State.UNKNOWN and not worse else patience.failures if worse else patience.successes
    return Standing(said, at, 0, history) if abs(run) >= needed else replace(before, run=run, history=history)


def _steady(history: str) -> int:
    """Return how many of the latest results are alike."""
    return len(history) - len(history.rstrip(history[-1]))
