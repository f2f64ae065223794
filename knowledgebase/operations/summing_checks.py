"""Sum checks up by the hour, and forget the single ones after some days."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

# Charts go back no further.
HOUR_DAYS = 366
# Deleted at once, so that nobody waits long for a row in between.
AT_ONCE = 20_000
# The latest hour and the one before it are summed up anew: late results may still have come.
_SINCE = "SELECT coalesce(max(hour) - interval '1 hour', '-infinity') FROM knowledgebase_monitorhour"
_SUM = f"""
INSERT INTO knowledgebase_monitorhour (monitor_id, hour, checks, failures, median, slowest)
SELECT monitor_id, date_trunc('hour', at), count(*), count(*) FILTER (WHERE verdict = 'down'),
    round(percentile_cont(0.5) WITHIN GROUP (ORDER BY milliseconds)),
    round(percentile_cont(0.95) WITHIN GROUP (ORDER BY milliseconds))
FROM knowledgebase_monitorcheck WHERE at >= ({_SINCE}) GROUP BY 1, 2
ON CONFLICT (monitor_id, hour) DO UPDATE SET
    checks = excluded.checks, failures = excluded.failures, median = excluded.median, slowest = excluded.slowest
"""  # noqa: S608
_FORGET = """
DELETE FROM knowledgebase_monitorcheck WHERE id IN (
    SELECT id FROM knowledgebase_monitorcheck WHERE at < %s LIMIT %s
)
"""
_FORGET_HOURS = "DELETE FROM knowledgebase_monitorhour WHERE hour < %s"


def sum_up_checks(*, now: datetime | None = None) -> None:
    """Bring the last hours' sums up to date. Late or doubled, it comes to the same."""
    now = now or timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(_SUM)
    oldest = now - timedelta(days=settings.MONITOR_CHECK_DAYS)
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [oldest, AT_ONCE])
        while cursor.rowcount == AT_ONCE:
            cursor.execute(_FORGET, [oldest, AT_ONCE])
        cursor.execute(_FORGET_HOURS, [now - timedelta(days=HOUR_DAYS)])
