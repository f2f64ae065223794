"""Count facts: in the range and the one before, by stretch of time, by who and where. One statement each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, CharField, F, Value, When
from django.db.models.functions import TruncDate, TruncMonth, TruncWeek

from insights.measures.kinds import Measure, Tally, tallied
from insights.scope import Ranged, Scope

NOW, BEFORE = "now", "before"
DAY, WEEK, MONTH = "day", "week", "month"
DIMENSIONS = {"team": "team", "agent": "agent", "channel": "channel"}


def totals(scope: Scope, measures: Iterable[Measure]) -> dict[tuple[str, str], Tally]:
    """Return (fact, now or before) -> tally."""
    names = {m.fact for m in measures}
    period = Case(When(at__gte=scope.start, then=Value(NOW)), default=Value(BEFORE), output_field=CharField())
    both = Scope(**{**vars(scope), "first": scope.before.first})
    rows: Any = both.facts(names).annotate(period=period).values("name", "period").annotate(**tallied(scope.hours))
    return {(row["name"], row["period"]): row for row in rows}


def stretch_of(scope: Ranged) -> str:
    """Return how finely counts are drawn."""
    return DAY if scope.days <= 31 else WEEK if scope.days <= 200 else MONTH


def coarse_of(scope: Ranged) -> str:
    """Return how finely medians and shares are drawn: single days hold too few cases to say anything."""
    return DAY if scope.days <= 10 else WEEK if scope.days <= 200 else MONTH


def stretches(scope: Ranged, stretch: str) -> list[date]:
    """Return the first day of each stretch of the range, in order."""
    days = (scope.first + timedelta(days=n) for n in range(scope.days))
    return list(dict.fromkeys(_first_day(day, stretch) for day in days))


def _first_day(day: date, stretch: str) -> date:
    if stretch == WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if stretch == MONTH else day


def over_time(scope: Scope, measures: Iterable[Measure], stretch: str, *, by: str = "") -> dict[tuple[Any, ...], Tally]:
    """Return (fact, first day of the stretch) -> tally, with the value of a dimension as a third key if asked."""
    cut: Any = {DAY: TruncDate, WEEK: TruncWeek, MONTH: TruncMonth}[stretch]
    keys = ["name", "day", *([by] if by else [])]
    facts = scope.facts({m.fact for m in measures}).annotate(day=cut("at", tzinfo=scope.zone))
    rows = facts.values(*keys).annotate(**tallied(scope.hours)).order_by()
    return {tuple(_plain(row[key]) for key in keys): row for row in rows}


def _plain(value: Any) -> Any:
    return value.date() if isinstance(value, datetime) else value


def by_dimension(scope: Scope, measures: Iterable[Measure], dimension: str) -> dict[Any, dict[str, Tally]]:
    """Return value of the dimension -> fact -> tally, for everything that has facts in the range."""
    found: dict[Any, dict[str, Tally]] = defaultdict(dict)
    rows: Any = scope.facts({m.fact for m in measures}).values("name", key=F(DIMENSIONS[dimension]))
    for row in rows.annotate(**tallied(scope.hours)).order_by():
        found[row["key"]][row["name"]] = row
    return dict(found)


def ends(scope: Scope, now: datetime) -> Iterator[datetime]:
    """Yield the end of each stretch of the range, none after now."""
    days = stretches(scope, stretch_of(scope))
    for following in [*days[1:], scope.last + timedelta(days=1)]:
        end = datetime(following.year, following.month, following.day, tzinfo=scope.zone)
        yield min(end, now)
        if end >= now:
            return
