"""What people search for without finding it, and what they try instead: read from visits, forgotten with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Max
from django.db.models.functions import Lower

from knowledgebase.models import Visit

SHOWN = 25
_TRIED = """
SELECT lower(query) AS first, lower(next) AS then, locale, count(DISTINCT visitor) AS people
FROM (
    SELECT visitor, query, locale,
           lead(query) OVER turns AS next, lead(at) OVER turns - at AS pause
    FROM knowledgebase_visit WHERE kind = 'searched' AND query > '' AND at >= %s
    WINDOW turns AS (PARTITION BY visitor ORDER BY at)
) AS asked
WHERE next IS NOT NULL AND lower(next) <> lower(query) AND pause < interval '3 minutes'
GROUP BY 1, 2, 3 ORDER BY people DESC, first LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Tried:
    """Words, and the words the same people typed right after."""

    first: str
    then: str
    locale: str
    people: int


def not_found(since: datetime) -> list[Any]:
    """Return searches that found nothing: `words`, `locale`, how many `people`, when `last`; the commonest first."""
    searched = Visit.objects.filter(kind=Visit.Kind.SEARCHED, found=0, at__gte=since).exclude(query="")
    grouped = searched.values("locale", words=Lower("query")).annotate(
        people=Count("visitor", distinct=True), last=Max("at")
    )
    return list(grouped.order_by("-people", "-last")[:SHOWN])


def tried_again(since: datetime) -> list[Tried]:
    """Return words that people soon put in others, and which."""
    with connection.cursor() as cursor:
        cursor.execute(_TRIED, [since, SHOWN])
        return [Tried(*row) for row in cursor.fetchall()]
