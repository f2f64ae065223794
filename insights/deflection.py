"""Deflection: who looked for an answer and did not ask us, and what suggestions have to do with it. Told only here.

A **session** begins when a visitor searches, reads an article or is suggested one, and nothing like it happened in the
24 hours before; all they do within a day of the last is part of it. It is **without contact** when they did not ask us
on any channel from its first moment to 24 hours after its last. Sessions that may still end otherwise are not counted,
nor are colleagues, nor letters that suggest an article to who has asked already.

People find answers without us too. A small share of visitors, drawn by a hash, is suggested nothing: we only note what
we were sure of. The **difference** between those who were shown a suggestion and those it was kept from is what
suggestions save, with an interval of 95 % (Newcombe's, from two of Wilson's). With fewer than `FEW` sessions on a side
we say that it is too few.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from accounts.models import User
from insights.intervals import newcombe, wilson

FEW = 20
# Counting a month of a large desk takes seconds.
KEPT = 300
DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Deflection:
    """Sessions around one article, or around any: all, those shown a suggestion, those it was kept from."""

    sessions: int = 0
    alone: int = 0
    shown: int = 0
    shown_alone: int = 0
    held: int = 0
    held_alone: int = 0
    # Sessions in which somebody said that an article solved it.
    solved: int = 0

    @property
    def few(self) -> bool:
        """Whether too few sessions are known to say anything at all."""
        return self.sessions < FEW

    @property
    def share(self) -> float | None:
        """The share of sessions without contact."""
        return self.alone / self.sessions if self.sessions else None

    @property
    def share_interval(self) -> tuple[float, float] | None:
        return None if self.few else wilson(self.alone, self.sessions)

    @property
    def comparable(self) -> bool:
        return self.shown >= FEW and self.held >= FEW

    @property
    def difference(self) -> float | None:
        """How much larger the share without contact is where the suggestion was shown; None for too few."""
        if not self.comparable:
            return None
        return self.shown_alone / self.shown - self.held_alone / self.held

    @property
    def interval(self) -> tuple[float, float] | None:
        if not self.comparable:
            return None
        return newcombe(self.shown_alone, self.shown, self.held_alone, self.held)

    @property
    def proven(self) -> bool:
        """Whether the whole interval lies on one side of nothing."""
        return self.interval is not None and (self.interval[0] > 0 or self.interval[1] < 0)


_SESSIONS = """
WITH looked AS (
    SELECT v.visitor, v.user_id, v.kind, v.at, v.holdout, t.article_id,
           lag(v.at) OVER (PARTITION BY v.visitor ORDER BY v.at, v.id) AS before
    FROM knowledgebase_visit v
    LEFT JOIN knowledgebase_translation t ON t.id = v.translation_id
    LEFT JOIN accounts_user u ON u.id = v.user_id
    WHERE v.at >= %(begin)s AND v.at < %(over)s AND v.place <> 'mail' AND v.kind IN ('searched', 'suggested', 'viewed')
      AND (v.user_id IS NULL OR u.role = %(customer)s)
), numbered AS (
    SELECT *, count(*) FILTER (WHERE before IS NULL OR at - before > %(day)s::interval)
              OVER (PARTITION BY visitor ORDER BY at, before NULLS FIRST ROWS UNBOUNDED PRECEDING) AS number
    FROM looked
), sessions AS (
    SELECT visitor, number, max(user_id) AS user_id, min(at) AS first, max(at) AS last
    FROM numbered GROUP BY visitor, number
    HAVING min(at) >= %(start)s AND min(at) < %(end)s AND max(at) < %(settled)s
), judged AS (
    SELECT s.*,
        EXISTS (SELECT 1 FROM knowledgebase_visit c WHERE c.visitor = s.visitor AND c.kind = 'contacted'
                AND c.at >= s.first AND c.at <= s.last + %(day)s::interval)
        OR (s.user_id IS NOT NULL AND EXISTS (
                SELECT 1 FROM tickets_ticket k JOIN accounts_customer p ON p.id = k.requester_id
                WHERE p.user_id = s.user_id AND k.created_at >= s.first AND k.created_at <= s.last + %(day)s::interval
        )) AS asked,
        EXISTS (SELECT 1 FROM knowledgebase_visit c WHERE c.visitor = s.visitor AND c.kind = 'solved'
                AND c.at >= s.first AND c.at <= s.last + %(day)s::interval) AS solved
    FROM sessions s
), touched AS (
    SELECT j.visitor, j.number, j.asked, j.solved, n.article_id,
        bool_or(n.kind = 'viewed' OR n.kind = 'searched' OR NOT n.holdout) AS counts,
        bool_or(n.kind = 'suggested' AND NOT n.holdout) AS shown, bool_or(n.kind = 'suggested' AND n.holdout) AS held
    FROM judged j JOIN numbered n USING (visitor, number)
    GROUP BY j.visitor, j.number, j.asked, j.solved, GROUPING SETS ((n.article_id), ())
    HAVING n.article_id IS NOT NULL OR grouping(n.article_id) = 1
)
SELECT article_id,
    count(*) FILTER (WHERE counts), count(*) FILTER (WHERE counts AND NOT asked),
    count(*) FILTER (WHERE shown), count(*) FILTER (WHERE shown AND NOT asked),
    count(*) FILTER (WHERE held), count(*) FILTER (WHERE held AND NOT asked),
    count(*) FILTER (WHERE counts AND solved)
FROM touched {where} GROUP BY article_id
"""


def lately(start: datetime, end: datetime) -> dict[int | None, Deflection]:
    """Return the figures of a time as they were within the last minutes: every page of the radar shows them.

    Nothing of it depends on who looks.
    """
    key = f"deflection:{start:%Y%m%dT%H%M%z}:{end:%Y%m%dT%H%M%z}"
    found: dict[int | None, Deflection] | None = cache.get_or_set(
        key, lambda: deflection(start, end, now=timezone.now()), KEPT
    )
    return found or {None: Deflection()}


def deflection(
    start: datetime, end: datetime, *, now: datetime, articles: Sequence[int] | None = None
) -> dict[int | None, Deflection]:
    """Return article -> figures of the sessions that began in a time, and None -> those of all of them; one statement.

    With `articles` only those are told, and the whole.
    """
    where = "" if articles is None else "WHERE article_id IS NULL OR article_id = ANY(%(articles)s)"
    given: dict[str, Any] = {
        "begin": start - DAY,
        "start": start,
        "end": end,
        # A session may go on after the range, for days if they look daily; a week of that is enough.
        "over": end + 7 * DAY,
        "settled": now - DAY,
        "day": "24 hours",
        "customer": User.Role.CUSTOMER,
        "articles": list(articles or ()),
    }
    with connection.cursor() as cursor:
        cursor.execute(_SESSIONS.format(where=where), given)
        found = {article: Deflection(*counts) for article, *counts in cursor.fetchall()}
    return {None: Deflection(), **found}
