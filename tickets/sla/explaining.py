"""Why a clock is due when it is: each stretch that counted, and each that did not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import AuditEntry
from accounts.models.calendar import hours_of
from helpdesk.lib.business_hours import BusinessHours
from tickets.models import Mode, SlaClock, SlaEvent
from tickets.sla.hours import always

# Longer histories are cut: nobody reads a third month of days.
SHOWN = 120
_STOPS = {
    SlaEvent.Kind.PAUSE: "Stood still: {}",
    SlaEvent.Kind.FULFIL: "Done",
    SlaEvent.Kind.CANCEL: "Cancelled: {}",
}
Pause = tuple[datetime, datetime, str]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of time. `left` is what remains of the target after it, in seconds."""

    start: datetime
    end: datetime
    counted: bool
    why: str
    left: float

    @property
    def length(self) -> timedelta:
        return self.end - self.start


def explain(clock: SlaClock, *, now: datetime) -> list[Stretch]:
    """Return a clock's time from its first moment to its end, or to the moment it is due."""
    end = clock.breached_at or clock.ended_at or clock.due_at or now
    left = float(clock.target_seconds)
    told: list[Stretch] = []
    for start, stop, why in _joined(_pieces(clock, end, now)):
        if not why:
            left -= (stop - start).total_seconds()
        told.append(Stretch(start, stop, not why, why, max(0.0, left)))
        if len(told) == SHOWN:
            break
    return told


def _joined(pieces: Iterator[Pause]) -> Iterator[Pause]:
    """Join neighbours of one kind: hours that never close come a day at a time."""
    last: Pause | None = None
    for piece in pieces:
        if last is not None and last[1] == piece[0] and last[2] == piece[2]:
            last = (last[0], piece[1], last[2])
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last


def _pieces(clock: SlaClock, end: datetime, now: datetime) -> Iterator[Pause]:
    """Yield all of a clock's time in order; the last value says why a piece does not count."""
    hours = _as_judged(clock)
    pauses = list(_pauses(clock, now))
    at = clock.started_at
    for opened, closed in hours.stretches(clock.started_at, end):
        if at < opened:
            yield at, opened, "Closed"
        at = opened
        for since, until, why in pauses:
            if until <= at or since >= closed:
                continue
            if at < since:
                yield at, since, ""
            yield max(at, since), min(until, closed), why
            at = min(until, closed)
        if at < closed:
            yield at, closed, ""
            at = closed
    if at < end:
        yield at, end, "Closed"


def _pauses(clock: SlaClock, now: datetime) -> Iterator[Pause]:
    since: datetime | None = None
    why = ""
    for line in clock.ledger.all():
        if line.kind in _STOPS and since is None:
            since, why = line.at, _STOPS[SlaEvent.Kind(line.kind)].format(line.particulars.get("cause", ""))
        elif line.kind == SlaEvent.Kind.RESUME and since is not None:
            yield since, line.at, why
            since = None
    if since is not None:
        yield since, max(since, now), why


def _as_judged(clock: SlaClock) -> BusinessHours:
    """Return the hours the clock was counted in, even when the calendar has changed since."""
    if clock.mode == Mode.CALENDAR:
        return always()
    calendar, version = clock.calendar, clock.calendar_version
    if version != calendar.version:
        changes = AuditEntry.objects.filter(kind="calendar", object_id=calendar.pk)
        for entry in changes.filter(after__version=version)[:1]:
            return hours_of(entry.after)
        for entry in changes.filter(before__version=version)[:1]:
            return hours_of(entry.before)
    return calendar.business_hours()
