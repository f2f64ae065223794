"""The states of a part, and which one counts when several say something."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.db import models


class State(models.TextChoices):
    """What a part is said to be; the order is that of badness."""

    OPERATIONAL = "operational", "Working"
    MAINTENANCE = "maintenance", "Maintenance"
    DEGRADED = "degraded", "Slow or limited"
    PARTIAL_OUTAGE = "partial_outage", "Partly out"
    MAJOR_OUTAGE = "major_outage", "Out"


class Source(models.TextChoices):
    """Who says so."""

    MANUAL = "manual", "A colleague"
    INCIDENT = "incident", "An incident"
    MAINTENANCE = "maintenance", "Maintenance"
    MONITOR = "monitor", "A monitor"


class Impact(models.TextChoices):
    """How much an incident is felt; the order is that of badness."""

    NONE = "none", "None"
    MAINTENANCE = "maintenance", "Maintenance"
    MINOR = "minor", "Minor"
    MAJOR = "major", "Major"
    CRITICAL = "critical", "Critical"


class Said(NamedTuple):
    """One source's word about a part."""

    status: str
    source: str


_ORDER = list(State)
_IMPACTS = list(Impact)
_IMPACT_OF = {
    State.OPERATIONAL: Impact.NONE,
    State.MAINTENANCE: Impact.MAINTENANCE,
    State.DEGRADED: Impact.MINOR,
    State.PARTIAL_OUTAGE: Impact.MAJOR,
    State.MAJOR_OUTAGE: Impact.CRITICAL,
}


def worst(states: Iterable[str]) -> State:
    return max((State(state) for state in states), key=_ORDER.index, default=State.OPERATIONAL)


def worst_impact(impacts: Iterable[str]) -> Impact:
    return max((Impact(impact) for impact in impacts), key=_IMPACTS.index, default=Impact.NONE)


def effective(said: Iterable[Said]) -> State:
    """Return what a part is when several sources speak at once: the worst of them.

    While work on a part is going on, what monitors say of it is expected and does not count.
    """
    told = list(said)
    at_work = any(one.source == Source.MAINTENANCE for one in told)
    return worst(one.status for one in told if not (at_work and one.source == Source.MONITOR))


def impact_of(state: str) -> Impact:
    return _IMPACT_OF[State(state)]
