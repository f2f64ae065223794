"""Count questions: of the days and of those before, by forum, and over time; one statement for all of it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.db import connection

from insights.community.scope import CommunityScope, replied, solving
from insights.measures.kinds import FEW

NOW, BEFORE = "now", "before"

_COUNTED = """
WITH asked AS ({asked}), placed AS (
    SELECT *, CASE WHEN created_at >= %s THEN 'now' ELSE 'before' END AS side,
        date_trunc(%s, created_at AT TIME ZONE %s)::date AS day,
        extract(epoch FROM first_at - created_at) AS until_reply,
        extract(epoch FROM solved_at - created_at) AS until_solved
    FROM asked
)
SELECT side, forum_id, day, grouping(forum_id), grouping(day), count(*),
    count(*) FILTER (WHERE solved_at IS NOT NULL), count(*) FILTER (WHERE solved_at IS NULL AND first_at IS NOT NULL),
    count(first_at), count(*) FILTER (WHERE NOT first_staff), count(*) FILTER (WHERE NOT solved_staff),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY until_reply), percentile_cont(0.9) WITHIN GROUP (ORDER BY until_reply),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY until_solved),
    percentile_cont(0.9) WITHIN GROUP (ORDER BY until_solved),
    count(*) FILTER (WHERE until_reply < 3600), count(*) FILTER (WHERE until_reply >= 3600 AND until_reply < 14400),
    count(*) FILTER (WHERE until_reply >= 14400 AND until_reply < 86400), count(*) FILTER (WHERE until_reply >= 86400)
FROM placed GROUP BY GROUPING SETS ((side), (side, forum_id), (side, day))
"""


@dataclass(frozen=True, slots=True)
class Health:
    """The figures of some questions. Lengths are seconds; what there is none of is None."""

    asked: int = 0
    solved: int = 0
    in_progress: int = 0
    replied: int = 0
    # Whose first reply, and whose accepted answer, came from a customer.
    replied_by_customers: int = 0
    solved_by_customers: int = 0
    reply_median: float | None = None
    reply_slow: float | None = None
    solution_median: float | None = None
    solution_slow: float | None = None
    # First replies within an hour, four, a day, and later.
    within: tuple[int, int, int, int] = (0, 0, 0, 0)

    @property
    def unanswered(self) -> int:
        return self.asked - self.solved - self.in_progress

    @property
    def few(self) -> bool:
        return self.asked < FEW

    @property
    def resolution(self) -> float | None:
        """The share of questions that were solved."""
        return self.solved / self.asked if self.asked else None

    @property
    def by_customers(self) -> float | None:
        """The share of first replies that customers gave."""
        return self.replied_by_customers / self.replied if self.replied else None


@dataclass(frozen=True, slots=True)
class Counted:
    """The figures of a scope: the days, those before them, by forum and by stretch of time."""

    now: Health
    before: Health
    forums: dict[int, Health]
    days: dict[date, Health]


def counted(scope: CommunityScope, stretch: str) -> Counted:
    """Return the figures of a scope, cut into stretches of a day, week or month."""
    columns = ("forum_id", "created_at", "solved_at", "first_at", "first_staff", "solved_staff")
    asked, values = solving(replied(scope.asked(before=True))).order_by().values(*columns).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED.format(asked=asked), [*values, scope.start, stretch, str(scope.zone)])
        rows = cursor.fetchall()
    sides = {side: Health() for side in (NOW, BEFORE)}
    forums: dict[int, Health] = {}
    days: dict[date, Health] = {}
    for side, forum, day, all_forums, all_days, *figures in rows:
        found = _health(figures)
        if all_forums and all_days:
            sides[side] = found
        elif side == NOW and all_days:
            forums[forum] = found
        elif side == NOW:
            days[day.date() if isinstance(day, datetime) else day] = found
    return Counted(sides[NOW], sides[BEFORE], forums, days)


def _health(row: list[Any]) -> Health:
    counts, lengths, within = row[:6], row[6:10], row[10:]
    known = [None if length is None else float(length) for length in lengths]
    names = [field.name for field in fields(Health)]
    return Health(**dict(zip(names, [*counts, *known, (*within,)], strict=True)))
