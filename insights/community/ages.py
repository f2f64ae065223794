"""What nobody has answered by now, by how long it waits. Whatever days are looked at: it waits today."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from community.models import Topic
from insights.community.scope import CommunityScope

DAY = timedelta(days=1)
# key, words, waits at least, waits less than
AGES: tuple[tuple[str, str, timedelta, timedelta | None], ...] = (
    ("day", "Up to a day", timedelta(), DAY),
    ("week", "1–7 days", DAY, 7 * DAY),
    ("month", "7–30 days", 7 * DAY, 30 * DAY),
    ("old", "Over 30 days", 30 * DAY, None),
)


def unanswered(scope: CommunityScope) -> QuerySet[Topic]:
    """Return the questions nobody answered or solved, as the community's own list has them."""
    return scope.questions().filter(replies=0, solved_at=None)


def waiting(scope: CommunityScope, now: datetime) -> dict[str, int]:
    """Return age -> how many, in one statement."""
    counts = {key: Count("pk", filter=aged(key, now)) for key, *_ in AGES}
    found: dict[str, int] = unanswered(scope).aggregate(**counts)
    return found


def aged(key: str, now: datetime) -> Q:
    """Return the condition of waiting so long."""
    _, _, least, most = next(age for age in AGES if age[0] == key)
    condition = Q(created_at__lte=now - least)
    return condition & Q(created_at__gt=now - most) if most else condition
