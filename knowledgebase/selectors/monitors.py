"""What is known of a monitor's past: how quick it was, and how often it worked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import connection
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from knowledgebase.models import Monitor, MonitorCheck, MonitorHour

DAY, MONTH = "day", "month"
_DAY = """
SELECT to_timestamp(floor(extract(epoch FROM at) / 900) * 900), count(*), count(*) FILTER (WHERE verdict = 'down'),
    round(percentile_cont(0.5) WITHIN GROUP (ORDER BY milliseconds)),
    round(percentile_cont(0.95) WITHIN GROUP (ORDER BY milliseconds))
FROM knowledgebase_monitorcheck WHERE monitor_id = %s AND at >= %s GROUP BY 1 ORDER BY 1
"""
_MONTH = """
SELECT to_timestamp(floor(extract(epoch FROM hour) / 21600) * 21600), sum(checks), sum(failures),
    round(avg(median)), max(slowest)
FROM knowledgebase_monitorhour WHERE monitor_id = %s AND hour >= %s GROUP BY 1 ORDER BY 1
"""
_SPANS = {DAY: (_DAY, timedelta(minutes=15), 96), MONTH: (_MONTH, timedelta(hours=6), 120)}


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch of checks; without any, nothing is known of it."""

    at: datetime
    checks: int = 0
    failures: int = 0
    median: int | None = None
    slowest: int | None = None


def slots_of(monitor: Monitor, span: str, *, now: datetime | None = None) -> list[Slot]:
    """Return the last day in quarters of an hour, or the last thirty days in quarters of a day, oldest first."""
    sql, width, count = _SPANS[span]
    now = now or timezone.now()
    seconds = int(width.total_seconds())
    last = datetime.fromtimestamp(now.timestamp() // seconds * seconds, tz=now.tzinfo)
    moments = [last - width * back for back in reversed(range(count))]
    with connection.cursor() as cursor:
        cursor.execute(sql, [monitor.pk, moments[0]])
        known = {row[0]: row[1:] for row in cursor.fetchall()}
    return [_slot(at, *known[at]) if at in known else Slot(at) for at in moments]


def _slot(at: datetime, checks: int, failures: int, median: Decimal | None, slowest: Decimal | None) -> Slot:
    return Slot(
        at,
        int(checks),
        int(failures),
        None if median is None else int(median),
        None if slowest is None else int(slowest),
    )


def share_up(monitor: Monitor, *, days: int, now: datetime | None = None) -> float | None:
    """Return the share of checks that found it working, in percent; None when there were none."""
    since = (now or timezone.now()) - timedelta(days=days)
    sums = MonitorHour.objects.filter(monitor=monitor, hour__gte=since).aggregate(
        checks=Sum("checks"), failures=Sum("failures")
    )
    if not sums["checks"]:
        return None
    return 100.0 * (sums["checks"] - sums["failures"]) / float(sums["checks"])


def latest_checks(monitor: Monitor, *, count: int) -> QuerySet[MonitorCheck]:
    return MonitorCheck.objects.filter(monitor=monitor).order_by("-at")[:count]


def latest_troubles(monitor: Monitor, *, count: int) -> QuerySet[MonitorCheck]:
    """Return the latest results that were not simply good."""
    return MonitorCheck.objects.filter(~Q(verdict="up"), monitor=monitor).order_by("-at")[:count]
