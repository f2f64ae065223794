"""Count time only while somebody is there: add business seconds to a moment, or measure those between two.

Arithmetic happens in UTC seconds, on slot boundaries converted from the calendar's zone. A boundary that the
clock skips (spring) moves forward by the gap; one that comes twice (autumn) is its first occurrence
(RFC 5545, 3.3.5). A slot belongs to the day it begins on, so a holiday closes a night shift that begins on it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

DAY = 24 * 60
# A calendar without an open minute in this many days is taken for one that never opens.
HORIZON = 366

Slot = tuple[int, int]
"""Minutes after local midnight, from and until; `until` above 24 * 60 reaches into the next day."""
Span = tuple[int, int]
"""Seconds since 1970 in UTC, from and until."""
Pause = tuple[datetime, datetime]


class NeverOpens(ValueError):
    """Nobody is there for a whole year, so no moment can be named."""

    def __init__(self) -> None:
        super().__init__(f"These hours have no open time within {HORIZON} days.")


@dataclass(frozen=True)
class BusinessHours:
    """When somebody is there. `week` holds the slots of Monday to Sunday.

    `holidays` are closed dates, `yearly` closed (month, day) pairs; `special` gives single dates slots of their
    own and wins over both, whether it opens or closes the day.
    """

    zone: ZoneInfo
    week: tuple[tuple[Slot, ...], ...]
    holidays: frozenset[date] = frozenset()
    yearly: frozenset[tuple[int, int]] = frozenset()
    special: Mapping[date, tuple[Slot, ...]] = field(default_factory=dict)
    _spans: dict[date, tuple[Span, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise ValueError("A week has seven days.")
        for slots in (*self.week, *self.special.values()):
            for start, end in slots:
                if not (0 <= start < DAY and start < end <= start + DAY):
                    raise ValueError("A slot begins within its day and lasts a day at most.")

    def slots_on(self, day: date) -> tuple[Slot, ...]:
        """Return the slots that begin on a local date."""
        if day in self.special:
            return self.special[day]
        if day in self.holidays or (day.month, day.day) in self.yearly:
            return ()
        return self.week[day.weekday()]

    def due(self, start: datetime, seconds: float, pauses: Iterable[Pause] = ()) -> datetime:
        """Return the moment, in UTC, when so many open seconds have passed since an aware `start`.

        A target met exactly at closing time is due then, not at the next opening. Time inside a pause does
        not count. Raises NeverOpens.
        """
        left = seconds
        if left <= 0:
            return start.astimezone(UTC)
        for opened, closed in self._open(_seconds(start), None, _merged_pauses(pauses)):
            if closed - opened >= left:
                return datetime.fromtimestamp(opened + left, UTC)
            left -= closed - opened
        raise AssertionError("an endless walk ended")

    def elapsed(self, start: datetime, end: datetime, pauses: Iterable[Pause] = ()) -> float:
        """Return the open seconds between two aware moments, without pauses; 0 when `end` is not later."""
        first, last = _seconds(start), _seconds(end)
        return sum(closed - opened for opened, closed in self._open(first, last, _merged_pauses(pauses)))

    def is_open(self, at: datetime) -> bool:
        """Tell whether somebody is there at this moment."""
        moment = _seconds(at)
        return any(opened <= moment < closed for opened, closed in self._days(moment, moment + 1))

    def next_opening(self, after: datetime) -> datetime:
        """Return the first open moment from `after` on, in UTC. Raises NeverOpens."""
        opened, _ = next(self._open(_seconds(after), None, ()))
        return datetime.fromtimestamp(opened, UTC)

    def stretches(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the open stretches between two moments, in UTC: what explains a due time."""
        for opened, closed in self._open(_seconds(start), _seconds(end), ()):
            yield datetime.fromtimestamp(opened, UTC), datetime.fromtimestamp(closed, UTC)

    def _open(
        self, start: float, end: float | None, pauses: Sequence[tuple[float, float]]
    ) -> Iterator[tuple[float, float]]:
        """Yield open stretches from `start` on, cut at `end`, without the pauses."""
        for opened, closed in self._days(start, end):
            low, high = max(opened, start), closed if end is None else min(closed, end)
            if low < high:
                yield from _without(low, high, pauses)

    def _days(self, start: float, end: float | None) -> Iterator[Span]:
        """Yield disjoint open spans that may touch [start, end), in order."""
        # Two days early: a night shift, and a zone whose date is ahead of the slot's.
        day = datetime.fromtimestamp(start, self.zone).date() - timedelta(days=2)
        closed_days, last = 0, -(2**62)
        while closed_days <= HORIZON:
            spans = self._spans_on(day)
            # After a skipped hour, or across midnight, slots may overlap: no second counts twice.
            for opened, closed in spans:
                opened = max(opened, last)
                if opened >= closed:
                    continue
                if end is not None and opened >= end:
                    return
                last = closed
                if closed > start:
                    yield opened, closed
            if end is not None and not spans and _midnight(day, self.zone) >= end:
                return
            closed_days = 0 if spans else closed_days + 1
            day += timedelta(days=1)
        if end is None:
            raise NeverOpens

    def _spans_on(self, day: date) -> tuple[Span, ...]:
        found = self._spans.get(day)
        if found is None:
            pairs = ((self._at(day, start), self._at(day, end)) for start, end in self.slots_on(day))
            # In the skipped hour a slot may turn around or vanish.
            found = self._spans[day] = tuple(sorted((a, b) for a, b in pairs if a < b))
        return found

    def _at(self, day: date, minute: int) -> int:
        days, minute = divmod(minute, DAY)
        return _wall(day + timedelta(days=days), minute, self.zone)


def minutes(text: str) -> int:
    """Return minutes after midnight of “HH:MM”; “24:00” is the day's end. Raises ValueError."""
    hours, colon, rest = text.partition(":")
    if not (colon and hours.isdecimal() and rest.isdecimal() and len(rest) == 2):
        raise ValueError(f"“{text}” is no time of day; write it like 09:30.")
    value = int(hours) * 60 + int(rest)
    if int(rest) > 59 or value > DAY:
        raise ValueError(f"“{text}” is no time of day; write it like 09:30.")
    return value


def slot(start: str, end: str) -> Slot:
    """Return a slot of two texts; an end not later than the start is on the next day. Raises ValueError."""
    first, last = minutes(start), minutes(end)
    if first == DAY:
        raise ValueError("A slot cannot begin at 24:00; begin it at 00:00 of the next day.")
    return first, last if last > first else last + DAY


def _wall(day: date, minute: int, zone: ZoneInfo) -> int:
    # fold=0 is the first of two occurrences, and in a gap the offset before it: that moves forward.
    return int(datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=zone).timestamp())


def _midnight(day: date, zone: ZoneInfo) -> int:
    return _wall(day, 0, zone)


def _seconds(at: datetime) -> float:
    if at.tzinfo is None:
        raise ValueError("A moment needs a time zone.")
    return at.timestamp()


def _merged_pauses(pauses: Iterable[Pause]) -> list[tuple[float, float]]:
    merged: list[tuple[float, float]] = []
    for start, end in sorted((_seconds(a), _seconds(b)) for a, b in pauses):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        elif start < end:
            merged.append((start, end))
    return merged


def _without(low: float, high: float, pauses: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Yield what is left of one stretch after taking out sorted, disjoint pauses."""
    first = max(0, bisect_right(pauses, (low, low)) - 1)
    for start, end in pauses[first:]:
        if start >= high:
            break
        if low < start:
            yield low, start
        low = max(low, end)
    if low < high:
        yield low, high
