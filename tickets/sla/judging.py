"""How a ticket's past would be judged by a promise: the rules of docs/sla.md over what happened, without any clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from helpdesk.lib.business_hours import Pause
from tickets.models import Metric
from tickets.models.kinds import UNFINISHED, Category
from tickets.sla.hours import hours_in
from tickets.sla.policies import Promise

# Ends of a ticket that keep no promise and break none.
VOID = {Category.MERGED, Category.SPAM}


class Outcome(StrEnum):
    MET = "met"
    MISSED = "missed"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Course:
    """What happened in a ticket, in order: who spoke (True for us), and from when on it stood in which category."""

    opened_at: datetime
    said: Sequence[tuple[datetime, bool]]
    stood: Sequence[tuple[datetime, str]]

    @property
    def category(self) -> str:
        return self.stood[-1][1]

    @property
    def finishes(self) -> list[datetime]:
        """Return when work on it ended, as often as it did."""
        found, before = [], True
        for at, category in self.stood:
            unfinished = category in UNFINISHED
            if before and not unfinished:
                found.append(at)
            before = unfinished
        return found


@dataclass(frozen=True, slots=True)
class Owed:
    """A promise while it was owed: until `kept_at`, or until it `lapsed_at` unkept."""

    metric: Metric
    since: datetime
    kept_at: datetime | None = None
    lapsed_at: datetime | None = None
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    metric: Metric
    due_at: datetime
    kept_at: datetime | None
    outcome: Outcome


def judge(course: Course, promise: Promise, *, priority: int, now: datetime) -> list[Verdict]:
    """Return what would have become of everything owed. Raises NeverOpens.

    The ticket is taken to have had this priority from its beginning on.
    """
    found = []
    for owed in _owed(course, set(promise.policy.pauses_in), now):
        target = promise.targets.get((priority, owed.metric))
        if target is None:
            continue
        due = hours_in(target.mode, promise.policy.calendar).due(owed.since, target.seconds, owed.pauses)
        over = owed.kept_at or owed.lapsed_at or now
        if due < over:
            outcome = Outcome.MISSED
        elif owed.lapsed_at:
            # Nobody waits any more, and nobody waited too long.
            continue
        else:
            outcome = Outcome.MET if owed.kept_at else Outcome.OPEN
        found.append(Verdict(owed.metric, due, owed.kept_at, outcome))
    return found


def _owed(course: Course, stops: set[str], now: datetime) -> Iterator[Owed]:
    if course.category in VOID:
        return
    yield from _replies(course)
    finished = course.category not in UNFINISHED
    kept_at = course.finishes[-1] if finished else None
    pauses = tuple(_standstills(course, stops, kept_at or now))
    yield Owed(Metric.RESOLUTION, course.opened_at, kept_at, pauses=pauses)


def _replies(course: Course) -> Iterator[Owed]:
    """Yield each wait for an answer. Where we wrote first nobody waited for a first one."""
    metric, since = Metric.FIRST_RESPONSE, None
    ends = [(at, None) for at in course.finishes]
    for at, ours in sorted([*course.said, *ends], key=lambda happened: happened[0]):
        if ours is False:
            since = since or at
            continue
        if since is not None:
            yield Owed(metric, since, at if ours else None, None if ours else at)
        if ours or since is not None:
            metric = Metric.NEXT_RESPONSE
        since = None
    if since is not None:
        yield Owed(metric, since)


def _standstills(course: Course, stops: set[str], end: datetime) -> Iterator[Pause]:
    """Yield when resolving did not count: in the statuses the policy names, and while the ticket was finished."""
    since: datetime | None = None
    for at, category in course.stood:
        stands = category in stops or category not in UNFINISHED
        if stands and since is None:
            since = at
        elif not stands and since is not None:
            yield since, at
            since = None
    if since is not None and since < end:
        yield since, end
