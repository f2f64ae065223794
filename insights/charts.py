"""The charts of the report: a picture each, the sentence that says it, and the same as a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.dateformat import format as written
from django.utils.safestring import SafeString

from helpdesk.lib.charts import columns, line
from insights import backlog as waiting
from insights.counting import MONTH, coarse_of, over_time, stretch_of, stretches
from insights.measures import FIRST_RESPONSE, NEW, RESOLUTION, SATISFACTION, SLA_MET, SOLVED, Measure
from insights.measures.kinds import FEW, Figure, Tally
from insights.scope import Ranged, Scope
from insights.words import beside, percent, shown
from tickets.models.kinds import ChannelKind

SPOKEN = {ChannelKind.PHONE}
WRITTEN = {ChannelKind.EMAIL, ChannelKind.WEB_FORM, ChannelKind.API, ChannelKind.COMMUNITY}


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


def tickets_of(scope: Scope, key: str, **changes: Any) -> str:
    """Return the address of the tickets behind a number."""
    return f"{reverse('report_tickets', args=[key])}?{scope.query(**changes)}"


def first_responses(scope: Scope, course: Mapping[tuple[Any, ...], Tally]) -> Chart:
    stretch = coarse_of(scope)
    figures = _figures(scope, FIRST_RESPONSE, course, stretch)
    unit, size = _unit([f.beside for f in figures if f.beside is not None])
    middle = [None if f.value is None else f.value / size for f in figures]
    slow = [None if f.beside is None else f.beside / size for f in figures]
    rows = _rows(
        scope, FIRST_RESPONSE, figures, stretch, lambda f: [shown_always(FIRST_RESPONSE, f), _slow(f), str(f.cases)]
    )
    said = _range_of([f.value for f in figures], lambda v: shown_always(FIRST_RESPONSE, Figure(v, FEW)))
    return Chart(
        "first-response", "First response", [("", "Median"), ("k2", "Slowest 10%")],
        line(f"First response per {stretch}, median {said}", names_of(scope, stretch), [middle, slow], unit),
        [stretch.capitalize(), "Median", "Slowest 10%", "Answers"], rows,
    )  # fmt: skip


def opened(scope: Scope) -> Chart:
    stretch = stretch_of(scope)
    course = over_time(scope, [NEW], stretch, by="channel")
    names, days = names_of(scope, stretch), stretches(scope, stretch)
    written_, live, spoken = ([0] * len(days) for _ in range(3))
    place = {day: n for n, day in enumerate(days)}
    for (_, day, channel), tally in course.items():
        row = spoken if channel in SPOKEN else written_ if channel in WRITTEN else live
        row[place[day]] += tally["cases"]
    sums = [sum(parts) for parts in zip(written_, live, spoken, strict=True)]
    rows = [
        (
            name,
            _stretch_href(scope, NEW.key, day, stretch) if total else "",
            [str(n) for n in (*parts, total)],
        )
        for name, day, total, *parts in zip(names, days, sums, written_, live, spoken, strict=True)
    ]
    said = f"Tickets opened per {stretch}, {_range_of(sums, lambda v: f'{v:,.0f}')}"
    return Chart(
        "opened", f"Opened per {stretch}",
        [("", "By mail and form"), ("k4", "Chat and messengers"), ("k2", "Phone")],
        columns(said, names, [written_, live, spoken]),
        [stretch.capitalize(), "Mail and form", "Chat and messengers", "Phone", "All"], rows,
    )  # fmt: skip


def still_open(scope: Scope, found: waiting.Backlog, moments: Sequence[datetime]) -> Chart:
    names = names_of(scope, stretch_of(scope))[: len(moments)]
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


def satisfaction(scope: Scope, course: Mapping[tuple[Any, ...], Tally]) -> Chart:
    stretch = coarse_of(scope)
    figures = _figures(scope, SATISFACTION, course, stretch)
    good = [None if f.value is None else f.value * 100 for f in figures]
    answered = [None if f.beside is None else f.beside * 100 for f in figures]
    rows = _rows(
        scope, SATISFACTION, figures, stretch,
        lambda f: [shown_always(SATISFACTION, f), beside(SATISFACTION, f), str(f.cases)],
    )  # fmt: skip
    said = _range_of([f.value for f in figures], percent)
    replied = _range_of([f.beside for f in figures], percent)
    return Chart(
        "satisfaction", "Satisfaction", [("", "Good, % of answers"), ("k2", "Answered, % of asked")],
        line(f"Satisfaction {said}; response rate {replied}", names_of(scope, stretch), [good, answered], "%", 100),
        [stretch.capitalize(), "Good", "Response rate", "Answers"], rows,
    )  # fmt: skip


def solved(scope: Scope, course: Mapping[tuple[Any, ...], Tally]) -> Chart:
    stretch = stretch_of(scope)
    figures = _figures(scope, RESOLUTION, course, stretch)
    kept = _figures(scope, SLA_MET, course, stretch)
    counts, names = [f.cases for f in figures], names_of(scope, stretch)
    rows = [
        (
            name,
            _stretch_href(scope, SOLVED.key, day, stretch) if figure.cases else "",
            [f"{figure.cases:,}", shown_always(RESOLUTION, figure), shown_always(SLA_MET, promise)],
        )
        for name, day, figure, promise in zip(names, stretches(scope, stretch), figures, kept, strict=True)
    ]
    said = f"Tickets solved per {stretch}, {_range_of(counts, lambda v: f'{v:,.0f}')}"
    return Chart(
        "solved", f"Solved per {stretch}", [("", "Solved for the last time")],
        columns(said, names, [counts]),
        [stretch.capitalize(), "Solved", "Resolution, median", "Promises kept"], rows,
    )  # fmt: skip


def ages(scope: Scope, found: waiting.Backlog) -> Chart:
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


def _figures(scope: Scope, measure: Measure, course: Mapping[tuple[Any, ...], Tally], stretch: str) -> list[Figure]:
    return [measure.figure(course.get((measure.fact, day))) for day in stretches(scope, stretch)]


def _rows(
    scope: Scope, measure: Measure, figures: Sequence[Figure], stretch: str, cells: Callable[[Figure], list[str]]
) -> list[tuple[str, str, list[str]]]:
    return [
        (name, _stretch_href(scope, measure.key, day, stretch) if figure.cases else "", cells(figure))
        for name, day, figure in zip(names_of(scope, stretch), stretches(scope, stretch), figures, strict=True)
    ]


def _stretch_href(scope: Scope, key: str, day: date, stretch: str) -> str:
    """Return the address of the tickets behind one stretch of the range."""
    following = next((d for d in stretches(scope, stretch) if d > day), scope.last + timedelta(days=1))
    first, last = max(day, scope.first), following - timedelta(days=1)
    return tickets_of(scope, key, **{"from": first.isoformat(), "to": last.isoformat()})


def names_of(scope: Ranged, stretch: str) -> list[str]:
    if stretch == MONTH:
        return [written(day, "M Y") for day in stretches(scope, stretch)]
    return [written(max(day, scope.first), "j M") for day in stretches(scope, stretch)]


def _unit(seconds: Sequence[float]) -> tuple[str, int]:
    highest = max(seconds, default=0)
    return ("m", 60) if highest < 7200 else ("h", 3600)


def _range_of(values: Sequence[float | None], say: Callable[[float], str]) -> str:
    known = [value for value in values if value is not None]
    if not known:
        return "unknown"
    low, high = say(min(known)), say(max(known))
    return f"always {low}" if low == high else f"between {low} and {high}"
