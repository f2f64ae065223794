"""The kinds of number a report shows, and how each is read from the same tally of facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Aggregate, Count, FloatField, Q

from insights.models import Fact
from insights.scope import BUSINESS
from tickets.models.rating import GOOD

# Fewer cases than this say nothing about the next one.
FEW = 20
Tally = dict[str, Any]
"""What `tallied` counts of a group of facts."""


class Percentile(Aggregate):
    """The value below which a share of the values lies (SQL:2003, percentile_cont)."""

    function = "percentile_cont"
    template = "percentile_cont(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()

    def __init__(self, expression: str, *, share: float, **extra: Any) -> None:
        super().__init__(expression, share=share, **extra)


def tallied(hours: str) -> dict[str, Aggregate]:
    """Return all that any measure reads of a group of facts, as aggregates."""
    seconds = "business_seconds" if hours == BUSINESS else "seconds"
    return {
        "cases": Count("pk"),
        "judged": Count("hit"),
        "hits": Count("pk", filter=Q(hit=True)),
        "rated": Count("value"),
        "good": Count("pk", filter=Q(value__gte=GOOD)),
        "middle": Percentile(seconds, share=0.5),
        "slow": Percentile(seconds, share=0.9),
    }


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with what it rests on. `value` is None where there is nothing to tell."""

    value: float | None
    cases: int
    # The slowest tenth of a duration, or the share of customers who answered.
    beside: float | None = None
    few: bool = False


@dataclass(frozen=True)
class Measure:
    """A number of the report: what it is called, what exactly it says, and the facts it is counted from."""

    key: str
    label: str
    definition: str
    fact: str
    # Whether a larger number is good news (1), bad news (-1) or neither.
    better: int = 0
    kind: str = "count"

    def figure(self, tally: Tally | None) -> Figure:
        """Read the number from a tally of its facts."""
        count = tally["cases"] if tally else 0
        return Figure(count, count)

    def facts(self, facts: Any, *, only: str = "") -> Any:
        """Keep the facts behind the number; `only` “yes” or “no” keeps one side of a share."""
        return facts


@dataclass(frozen=True)
class Duration(Measure):
    """A median, with the slowest tenth beside it."""

    better: int = -1
    kind: str = "duration"

    def figure(self, tally: Tally | None) -> Figure:
        if not tally or not tally["cases"]:
            return Figure(None, 0)
        return Figure(tally["middle"], tally["cases"], tally["slow"], few=tally["cases"] < FEW)


@dataclass(frozen=True)
class Share(Measure):
    """How many of its facts are hits."""

    better: int = 1
    kind: str = "share"

    def figure(self, tally: Tally | None) -> Figure:
        if not tally or not tally["judged"]:
            return Figure(None, 0)
        return Figure(tally["hits"] / tally["judged"], tally["judged"], few=tally["judged"] < FEW)

    def facts(self, facts: Any, *, only: str = "") -> Any:
        return facts.filter(hit=only == "yes") if only else facts


@dataclass(frozen=True)
class Satisfaction(Measure):
    """How many answers were good, with how many of those asked have answered."""

    better: int = 1
    kind: str = "satisfaction"

    def figure(self, tally: Tally | None) -> Figure:
        if not tally or not tally["cases"]:
            return Figure(None, 0)
        answered = tally["rated"] / tally["cases"]
        if not tally["rated"]:
            return Figure(None, 0, answered)
        return Figure(tally["good"] / tally["rated"], tally["rated"], answered, few=tally["rated"] < FEW)

    def facts(self, facts: Any, *, only: str = "") -> Any:
        if not only:
            return facts
        return facts.filter(value__gte=GOOD) if only == "yes" else facts.filter(value__lt=GOOD)


Name = Fact.Name
