"""The report page: its numbers, charts and table, each from one statement over the facts of the range."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.dateformat import format as written
from django.utils.safestring import SafeString

from accounts.models import Team, User
from insights import backlog as waiting
from insights.counting import (
    BEFORE,
    DAY,
    MONTH,
    NOW,
    by_dimension,
    ends,
    over_time,
    stretch_of,
    stretches,
    totals,
)
from insights.drawing.charts import columns, line
from insights.measures import (
    FIRST_RESPONSE,
    MEASURES,
    NEW,
    RESOLUTION,
    SATISFACTION,
    SLA_MET,
    SOLVED,
    Measure,
)
from insights.measures.kinds import FEW, Figure, Tally
from insights.scope import Scope
from insights.words import beside, change, percent, shown
from tickets.models.kinds import ChannelKind

SPOKEN = {ChannelKind.PHONE}
WRITTEN = {ChannelKind.EMAIL, ChannelKind.WEB_FORM, ChannelKind.API, ChannelKind.COMMUNITY}


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
class Chart:
    """A picture, its legend, and the same as a table: a header and rows of cells with an address or none."""

    key: str
    title: str
    legend: list[tuple[str, str]]
    drawing: SafeString
    header: list[str]
    rows: list[tuple[str, str, list[str]]]
    aside: str = ""


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
    """Read the whole page; five statements, whatever it shows."""
    measures = list(MEASURES.values())
    moments = list(ends(scope, now)) or [scope.start]
    open_now = waiting.backlog(scope, moments)
    counted = totals(scope, measures)
    course = over_time(scope, measures)
    made = Report(scope)
    made.stats = [_stat(scope, m, counted) for m in measures] + [_open_stat(scope, open_now)]
    made.charts = [
        _first_responses(scope, course),
        _opened(scope),
        _backlog(scope, open_now, moments),
        _satisfaction(scope, course),
        _solved(scope, course),
        _ages(scope, open_now),
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


def tickets_of(scope: Scope, key: str, **changes: Any) -> str:
    """Return the address of the tickets behind a number."""
    return f"{reverse('report_tickets', args=[key])}?{scope.query(**changes)}"


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


# Charts


def _first_responses(scope: Scope, course: Mapping[tuple[Any, ...], Tally]) -> Chart:
    figures = _figures(scope, FIRST_RESPONSE, course)
    unit, size = _unit([f.beside for f in figures if f.beside is not None])
    middle = [None if f.value is None else f.value / size for f in figures]
    slow = [None if f.beside is None else f.beside / size for f in figures]
    rows = _rows(scope, FIRST_RESPONSE, figures, lambda f: [shown_always(FIRST_RESPONSE, f), _slow(f), str(f.cases)])
    said = _range_of([f.value for f in figures], lambda v: shown_always(FIRST_RESPONSE, Figure(v, FEW)))
    return Chart(
        "first-response", "First response", [("", "Median"), ("k2", "Slowest 10%")],
        line(f"First response per {stretch_of(scope)}, median {said}", _day_names(scope), [middle, slow], unit),
        [stretch_of(scope).capitalize(), "Median", "Slowest 10%", "Answers"], rows,
    )  # fmt: skip


def _opened(scope: Scope) -> Chart:
    course = over_time(scope, [NEW], by="channel")
    days = stretches(scope)
    written_, live, spoken = ([0] * len(days) for _ in range(3))
    place = {day: n for n, day in enumerate(days)}
    for (_, day, channel), tally in course.items():
        row = spoken if channel in SPOKEN else written_ if channel in WRITTEN else live
        row[place[day]] += tally["cases"]
    sums = [sum(parts) for parts in zip(written_, live, spoken, strict=True)]
    rows = [
        (name, _stretch_href(scope, NEW.key, day) if total else "", [str(n) for n in (*parts, total)])
        for name, day, total, *parts in zip(_day_names(scope), days, sums, written_, live, spoken, strict=True)
    ]
    said = f"Tickets opened per {stretch_of(scope)}, {_range_of(sums, lambda v: f'{v:,.0f}')}"
    return Chart(
        "opened", f"Opened per {stretch_of(scope)}",
        [("", "By mail and form"), ("k4", "Chat and messengers"), ("k2", "Phone")],
        columns(said, _day_names(scope), [written_, live, spoken]),
        [stretch_of(scope).capitalize(), "Mail and form", "Chat and messengers", "Phone", "All"], rows,
    )  # fmt: skip


def _backlog(scope: Scope, found: waiting.Backlog, moments: Sequence[datetime]) -> Chart:
    names = _day_names(scope)[: len(moments)]
    rows = [
        (name, "", [f"{everything:,}", f"{old:,}"])
        for name, everything, old in zip(names, found.open, found.old, strict=True)
    ]
    said = (
        f"Open tickets at the end of each {stretch_of(scope)}: {found.open[0]:,} at first, {found.open[-1]:,} at last"
    )
    return Chart(
        "backlog", f"Open at the end of each {stretch_of(scope)}", [("", "All open"), ("k2", "Older than 7 days")],
        line(f"{said}, {found.old[-1]:,} of them older than a week", names, [found.open, found.old]),
        [stretch_of(scope).capitalize(), "All open", "Older than 7 days"], rows,
    )  # fmt: skip


def _satisfaction(scope: Scope, course: Mapping[tuple[Any, ...], Tally]) -> Chart:
    figures = _figures(scope, SATISFACTION, course)
    good = [None if f.value is None else f.value * 100 for f in figures]
    answered = [None if f.beside is None else f.beside * 100 for f in figures]
    rows = _rows(
        scope, SATISFACTION, figures,
        lambda f: [shown_always(SATISFACTION, f), beside(SATISFACTION, f), str(f.cases)],
    )  # fmt: skip
    said = _range_of([f.value for f in figures], percent)
    replied = _range_of([f.beside for f in figures], percent)
    return Chart(
        "satisfaction", "Satisfaction", [("", "Good, % of answers"), ("k2", "Answered, % of asked")],
        line(f"Satisfaction {said}; response rate {replied}", _day_names(scope), [good, answered], "%", 100),
        [stretch_of(scope).capitalize(), "Good", "Response rate", "Answers"], rows,
    )  # fmt: skip


def _solved(scope: Scope, course: Mapping[tuple[Any, ...], Tally]) -> Chart:
    figures = _figures(scope, RESOLUTION, course)
    kept = _figures(scope, SLA_MET, course)
    counts = [f.cases for f in figures]
    rows = [
        (
            name,
            _stretch_href(scope, SOLVED.key, day) if figure.cases else "",
            [f"{figure.cases:,}", shown_always(RESOLUTION, figure), shown_always(SLA_MET, promise)],
        )
        for name, day, figure, promise in zip(_day_names(scope), stretches(scope), figures, kept, strict=True)
    ]
    said = f"Tickets solved per {stretch_of(scope)}, {_range_of(counts, lambda v: f'{v:,.0f}')}"
    return Chart(
        "solved", f"Solved per {stretch_of(scope)}", [("", "Solved for the last time")],
        columns(said, _day_names(scope), [counts]),
        [stretch_of(scope).capitalize(), "Solved", "Resolution, median", "Promises kept"], rows,
    )  # fmt: skip


def _ages(scope: Scope, found: waiting.Backlog) -> Chart:
    names = [words for _, words, _, _ in waiting.AGES]
    counts = [found.ages[key] for key, *_ in waiting.AGES]
    rows = [
        (words, tickets_of(scope, waiting.KEY, age=key) if found.ages[key] else "", [f"{found.ages[key]:,}"])
        for key, words, _, _ in waiting.AGES
    ]
    said = ", ".join(f"{count:,} {words.lower()}" for words, count in zip(names, counts, strict=True))
    return Chart(
        "ages", "Open by age", [], columns(f"Open tickets by age: {said}", names, [counts]),
        ["Age", "Tickets"], rows, aside="At the end of the range",
    )  # fmt: skip


def shown_always(measure: Measure, figure: Figure) -> str:
    """Write a number of a chart's table, where few cases are told by their count beside it."""
    return shown(measure, Figure(figure.value, figure.cases, figure.beside))


def _slow(figure: Figure) -> str:
    return shown_always(FIRST_RESPONSE, Figure(figure.beside, figure.cases))


def _figures(scope: Scope, measure: Measure, course: Mapping[tuple[Any, ...], Tally]) -> list[Figure]:
    return [measure.figure(course.get((measure.fact, day))) for day in stretches(scope)]


def _rows(
    scope: Scope, measure: Measure, figures: Sequence[Figure], cells: Callable[[Figure], list[str]]
) -> list[tuple[str, str, list[str]]]:
    return [
        (name, _stretch_href(scope, measure.key, day) if figure.cases else "", cells(figure))
        for name, day, figure in zip(_day_names(scope), stretches(scope), figures, strict=True)
    ]


def _stretch_href(scope: Scope, key: str, day: date) -> str:
    """Return the address of the tickets behind one stretch of the range."""
    length = {DAY: 1, MONTH: 31}.get(stretch_of(scope), 7)
    following = next((d for d in stretches(scope) if d > day), day + timedelta(days=length))
    first, last = max(day, scope.first), min(following - timedelta(days=1), scope.last)
    return tickets_of(scope, key, **{"from": first.isoformat(), "to": last.isoformat()})


def _day_names(scope: Scope) -> list[str]:
    pattern = "M Y" if stretch_of(scope) == MONTH else "j M"
    return [written(max(day, scope.first) if stretch_of(scope) != MONTH else day, pattern) for day in stretches(scope)]


def _unit(seconds: Sequence[float]) -> tuple[str, int]:
    highest = max(seconds, default=0)
    return ("m", 60) if highest < 7200 else ("h", 3600)


def _range_of(values: Sequence[float | None], say: Callable[[float], str]) -> str:
    known = [value for value in values if value is not None]
    if not known:
        return "unknown"
    low, high = say(min(known)), say(max(known))
    return f"always {low}" if low == high else f"between {low} and {high}"
