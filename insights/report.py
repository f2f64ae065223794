"""The report page: its numbers, charts and table, each from one statement over the facts of the range."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.models import Team, User
from insights import backlog as waiting
from insights.charts import Chart, ages, first_responses, opened, satisfaction, solved, still_open, tickets_of
from insights.counting import BEFORE, NOW, by_dimension, coarse_of, ends, over_time, stretch_of, totals
from insights.measures import FIRST_RESPONSE, MEASURES, NEW, SATISFACTION, SLA_MET, SOLVED, Measure
from insights.measures.kinds import Figure, Tally
from insights.scope import Scope
from insights.words import beside, change, shown
from tickets.models.kinds import ChannelKind


@dataclass(frozen=True, slots=True)
class Stat:
    """One number of the band at the top, with its definition and the way to its tickets."""

    key: str
    label: str
    definition: str
    value: str
    beside: str
    icon: str
    change: str
    feeling: str
    href: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table by team, agent or channel."""

    name: str
    cells: list[tuple[str, str, str]]


@dataclass
class Report:
    scope: Scope
    stats: list[Stat] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    empty: bool = False


def report(scope: Scope, *, by: str, now: datetime) -> Report:
    """Read the whole page; as many statements whatever it shows."""
    measures = list(MEASURES.values())
    moments = list(ends(scope, now)) or [scope.start]
    open_now = waiting.backlog(scope, moments)
    counted = totals(scope, measures)
    course = over_time(scope, [SOLVED, SLA_MET], stretch_of(scope))
    coarse = over_time(scope, [FIRST_RESPONSE, SATISFACTION], coarse_of(scope))
    made = Report(scope)
    made.stats = [_stat(scope, m, counted) for m in measures] + [_open_stat(scope, open_now)]
    made.charts = [
        first_responses(scope, coarse),
        opened(scope),
        still_open(scope, open_now, moments),
        satisfaction(scope, coarse),
        solved(scope, course),
        ages(scope, open_now),
    ]
    made.lines = breakdown(scope, by)
    made.empty = not counted and not open_now.open[-1]
    return made


def breakdown(scope: Scope, by: str) -> list[Line]:
    """Return the measures for each team, agent or channel that has any, those with most new or solved first."""
    measures = list(MEASURES.values())
    found = by_dimension(scope, measures, by)
    known = named(by, found)
    lines = []
    for key, tallies in sorted(found.items(), key=lambda item: (-_weight(item[1]), known[item[0]])):
        name, filters = known[key]
        cells = []
        for m in measures:
            figure = m.figure(tallies.get(m.fact))
            note = beside(m, figure) if m.kind == "satisfaction" or figure.few else ""
            counted = m.fact in tallies and filters
            cells.append((shown(m, figure), note, tickets_of(scope, m.key, **{by: filters}) if counted else ""))
        lines.append(Line(name, cells))
    return lines


def _weight(tallies: Mapping[str, Tally]) -> int:
    return max((tallies[m.fact]["cases"] for m in (NEW, SOLVED) if m.fact in tallies), default=0)


def named(by: str, keys: Mapping[Any, Any]) -> dict[Any, tuple[str, Any]]:
    """Return key -> name and what a filter calls it; nobody and no team cannot be filtered by."""
    if by == "channel":
        return {key: (str(ChannelKind(key).label), key) for key in keys}
    some = [key for key in keys if key]
    if by == "team":
        teams = Team.objects.filter(pk__in=some).values_list("pk", "name", "slug")
        return {None: ("No team", ""), **{pk: (name, slug) for pk, name, slug in teams}}
    return {None: ("Nobody", ""), **{u.pk: (str(u), u.pk) for u in User.objects.filter(pk__in=some)}}


def _stat(scope: Scope, measure: Measure, counted: Mapping[tuple[str, str], Tally]) -> Stat:
    figure = measure.figure(counted.get((measure.fact, NOW)))
    icon, words, feeling = change(measure, figure, measure.figure(counted.get((measure.fact, BEFORE))))
    href = tickets_of(scope, measure.key) if counted.get((measure.fact, NOW)) else ""
    return Stat(
        measure.key, measure.label, measure.definition, shown(measure, figure), beside(measure, figure),
        icon, words, feeling, href,
    )  # fmt: skip


OPEN = Measure(waiting.KEY, waiting.LABEL, waiting.DEFINITION, fact="", better=-1)


def _open_stat(scope: Scope, found: waiting.Backlog) -> Stat:
    now, old = found.open[-1], found.old[-1]
    icon, words, feeling = change(OPEN, Figure(now, now), Figure(found.at_first, found.at_first))
    href = tickets_of(scope, waiting.KEY) if now else ""
    return Stat(
        OPEN.key, OPEN.label, OPEN.definition, f"{now:,}", f"{old:,} over a week" if now else "",
        icon, words, feeling, href,
    )  # fmt: skip
