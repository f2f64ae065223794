"""How a part fared, day by day: what every source said of it, laid over each other."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from knowledgebase.status.states import Said, State, effective, worst

DAYS = 90
# How much of a second each state counts as lost; what is merely slow, or planned, does not.
WEIGHTS = {State.PARTIAL_OUTAGE: 0.3, State.MAJOR_OUTAGE: 1.0}


@dataclass(frozen=True, slots=True)
class Span:
    """One source's word from when to when; without an end it still stands."""

    status: str
    source: str
    began: datetime
    ended: datetime | None
    incident: int | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a part, in UTC. `measured` is False before its start date."""

    date: date
    state: State
    seconds: dict[State, float]
    incidents: Sequence[int]
    measured: bool = True


@dataclass(frozen=True, slots=True)
class Uptime:
    days: Sequence[Day]
    # Of what was measured; None when nothing was.
    percent: float | None

    @property
    def troubled(self) -> list[Day]:
        """The days something was wrong, the latest first."""
        return [day for day in reversed(self.days) if day.state != State.OPERATIONAL]


def uptime_of(spans: Iterable[Span], *, now: datetime, start: date, days: int = DAYS) -> Uptime:
    """Return the last days up to now, the oldest first."""
    known = list(spans)
    today = now.astimezone(UTC).date()
    found = [_day(today - timedelta(days=back), known, now=now, start=start) for back in range(days - 1, -1, -1)]
    measured = sum(
        (min(now, _midnight(day.date, 1)) - _midnight(day.date)).total_seconds() for day in found if day.measured
    )
    lost = sum(WEIGHTS.get(state, 0.0) * seconds for day in found for state, seconds in day.seconds.items())
    return Uptime(found, 100 * (1 - lost / measured) if measured > 0 else None)


def _day(day: date, spans: Sequence[Span], *, now: datetime, start: date) -> Day:
    begins, ends = _midnight(day), min(now, _midnight(day, 1))
    if day < start:
        return Day(day, State.OPERATIONAL, {}, (), measured=False)
    near = [span for span in spans if span.began < ends and (span.ended is None or span.ended > begins)]
    if not near:
        return Day(day, State.OPERATIONAL, {}, ())
    moments = {begins, ends}
    for span in near:
        moments |= {at for at in (span.began, span.ended) if at is not None and begins < at < ends}
    seconds: dict[State, float] = {}
    cuts = sorted(moments)
    for since, until in itertools.pairwise(cuts):
        said = [Said(s.status, s.source) for s in near if s.began <= since and (s.ended is None or s.ended >= until)]
        state = effective(said)
        if state != State.OPERATIONAL:
            seconds[state] = seconds.get(state, 0.0) + (until - since).total_seconds()
    incidents = sorted({span.incident for span in near if span.incident is not None})
    return Day(day, worst(seconds), seconds, incidents)


def _midnight(day: date, plus: int = 0) -> datetime:
    return datetime.combine(day + timedelta(days=plus), datetime.min.time(), UTC)
