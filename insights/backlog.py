"""What is open: at the end of a range, at the end of each of its stretches, and how old it is."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F, QuerySet

from insights.models import Fact
from insights.models.fact import Spell
from insights.scope import Scope

KEY = "backlog"
LABEL = "Open"
DEFINITION = (
    "Tickets that were open at the end of the range (today: now), whoever they wait for, without spam and merged ones. "
    "Their age counts from when they were first opened. Compared with the beginning of the range."
)
OLD = timedelta(days=7)
# key, words, from this age, to this age
AGES: list[tuple[str, str, timedelta, timedelta | None]] = [
    ("day", "Under a day", timedelta(0), timedelta(days=1)),
    ("days", "1 to 3 days", timedelta(days=1), timedelta(days=3)),
    ("week", "3 to 7 days", timedelta(days=3), OLD),
    ("month", "1 to 4 weeks", OLD, timedelta(days=28)),
    ("older", "Over 4 weeks", timedelta(days=28), None),
]


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much is open and how much of it is old, at several moments; and the ages at the last of them."""

    open: list[int]
    old: list[int]
    ages: dict[str, int]
    at_first: int


def backlog(scope: Scope, moments: Sequence[datetime]) -> Backlog:
    """Count what was open at rising moments within the range; reads only what was open during it."""
    rows = list(
        spells(scope, during__overlap=DateTimeTZRange(scope.start, moments[-1], "[]")).values_list(
            "started_at", "at", "opened_at"
        )
    )
    began = sorted(start for start, _, _ in rows)
    ended = sorted(end for _, end, _ in rows if end)
    turned_old = sorted(old for old, _ in _olds(rows))
    old_ended = sorted(end for _, end in _olds(rows) if end)
    last = moments[-1]
    ages = dict.fromkeys((key for key, *_ in AGES), 0)
    for start, end, opened in rows:
        if start <= last and (end is None or end > last):
            ages[age_key(last - opened)] += 1
    return Backlog(
        open=[bisect_right(began, m) - bisect_right(ended, m) for m in moments],
        old=[bisect_right(turned_old, m) - bisect_right(old_ended, m) for m in moments],
        ages=ages,
        at_first=bisect_right(began, scope.start) - bisect_right(ended, scope.start),
    )


def _olds(rows: Sequence[tuple[datetime, datetime | None, datetime]]) -> list[tuple[datetime, datetime | None]]:
    """Return from when to when each was open and old."""
    found = [(max(start, opened + OLD), end) for start, end, opened in rows]
    return [(old, end) for old, end in found if end is None or end > old]


def open_at(scope: Scope, moment: datetime, *, age: str = "") -> QuerySet[Fact]:
    """Return what was open at a moment, perhaps of one age only: the very rows the number counts."""
    rows = spells(scope, during__contains=moment)
    for key, _, low, high in AGES:
        if key == age:
            rows = rows.filter(opened_at__lte=moment - low)
            rows = rows.filter(opened_at__gt=moment - high) if high else rows
    return rows


def spells(scope: Scope, **during: Any) -> QuerySet[Fact]:
    """Return when tickets were open, of those whose spell passes a condition on `during`."""
    # As their index is written.
    rows: Any = Fact.objects.filter(name=Fact.Name.OPEN).alias(during=Spell(F("started_at"), F("at")))
    return scope.seen(rows.filter(**during))


def age_key(age: timedelta) -> str:
    return next(key for key, _, _, high in AGES if high is None or age < high)
