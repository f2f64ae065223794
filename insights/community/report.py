"""The community's report: its numbers, charts and tables, with as many statements whatever there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from community.models import Forum
from community.selectors.listing import ordered
from insights.charts import Chart
from insights.community.ages import waiting
from insights.community.charts import first_replies, questions, topics_of, waits, who_answers, within
from insights.community.contributors import Contributors, contributors
from insights.community.figures import Counted, Health, counted
from insights.community.measures import TOLD, Told, verdict
from insights.community.scope import CommunityScope
from insights.counting import coarse_of
from insights.report import Line, Stat
from insights.words import beside, change, shown


@dataclass(frozen=True)
class CommunityReport:
    stats: list[Stat]
    verdict: str
    charts: list[Chart]
    lines: list[Line]
    contributors: Contributors
    empty: bool


def report(scope: CommunityScope, *, now: datetime) -> CommunityReport:
    """Read the whole page."""
    stretch = coarse_of(scope)
    found, ages, people = counted(scope, stretch), waiting(scope, now), contributors(scope)
    return CommunityReport(
        [_stat(scope, told, found) for told in TOLD],
        verdict(found.now),
        [
            questions(scope, found.days, stretch),
            first_replies(scope, found.days, stretch),
            within(scope, found.now),
            waits(scope, ages),
            who_answers(people.levels),
        ],
        lines(scope, found),
        people,
        empty=not (found.now.asked or people.people or sum(ages.values())),
    )


def lines(scope: CommunityScope, found: Counted) -> list[Line]:
    """Return the figures of each forum in which something was asked, in the order of the tree."""
    there = ordered(list(Forum.objects.visible_to(scope.user).filter(pk__in=found.forums)))
    return [Line(forum.name, _cells(scope, forum, found.forums[forum.pk])) for forum in there]


HEADER = ("Forum", *(told.measure.label for told in TOLD), "In progress", "Unanswered")


def report_rows(scope: CommunityScope) -> Iterator[Sequence[Any]]:
    """Yield the figures as a file has them: all forums first; lengths are seconds, shares from 0 to 1."""
    yield (
        *("Forum", "Questions", "Solved", "In progress", "Unanswered", "Resolution rate", "Replied"),
        *("First reply, median", "First reply, slowest 10%", "Solution, median", "Solution, slowest 10%"),
        *("First replies by customers", "Solved by customers"),
    )
    found = counted(scope, coarse_of(scope))
    there = ordered(list(Forum.objects.visible_to(scope.user).filter(pk__in=found.forums)))
    for name, health in (("All", found.now), *((forum.name, found.forums[forum.pk]) for forum in there)):
        lengths = (health.reply_median, health.reply_slow, health.solution_median, health.solution_slow)
        yield (
            *(name, health.asked, health.solved, health.in_progress, health.unanswered),
            *(None if health.resolution is None else round(health.resolution, 4), health.replied),
            *(None if length is None else round(length) for length in lengths),
            *(health.replied_by_customers, health.solved_by_customers),
        )


def _stat(scope: CommunityScope, told: Told, found: Counted) -> Stat:
    measure, figure = told.measure, told.read(found.now)
    icon, words, feeling = change(measure, figure, told.read(found.before))
    href = topics_of(scope, told.behind) if figure.cases else ""
    return Stat(
        measure.key, measure.label, measure.definition, shown(measure, figure), beside(measure, figure),
        icon, words, feeling, href,
    )  # fmt: skip


def _cells(scope: CommunityScope, forum: Forum, health: Health) -> list[tuple[str, str, str]]:
    cells = []
    for told in TOLD:
        figure = told.read(health)
        href = topics_of(scope, told.behind, forum=forum.slug) if figure.cases else ""
        note = beside(told.measure, figure) if figure.few else ""
        cells.append((shown(told.measure, figure), note, href))
    for key, n in (("in-progress", health.in_progress), ("unanswered", health.unanswered)):
        cells.append((str(n), "", topics_of(scope, key, forum=forum.slug) if n else ""))
    return cells
