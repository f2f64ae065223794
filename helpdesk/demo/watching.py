"""What Halden watches: its own help centre for real, and others that look back on a month. And who hears of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from accounts.models import User
from helpdesk.demo.company import DOMAIN
from knowledgebase.models import Component, Monitor, Subscriber
from knowledgebase.operations.hearing import hear_alerts, hear_heartbeat
from knowledgebase.operations.monitors import save_monitor
from knowledgebase.operations.summing_checks import sum_up_checks

READERS = ("maya@cafenorr.example", "service@bryggan.example", "jonas@roestwerk.example")
# Answers of the last day and a month of hours, slower at lunch; the same in every copy.
_CHECKS = """
INSERT INTO knowledgebase_monitorcheck (monitor_id, at, verdict, milliseconds, late_ms, trouble)
SELECT %(monitor)s, at, CASE WHEN n = 131 THEN 'down' ELSE 'up' END,
    CASE WHEN n = 131 THEN NULL ELSE %(usual)s + (n * 37) %% 23 + 30 * greatest(0, sin(n / 46.0)) END, 0,
    CASE WHEN n = 131 THEN 'It did not answer in time.' ELSE '' END
FROM (SELECT n, %(now)s - make_interval(mins => 5 * n) AS at FROM generate_series(1, 288) AS n) AS moments
"""
_HOURS = """
INSERT INTO knowledgebase_monitorhour (monitor_id, hour, checks, failures, median, slowest)
SELECT %(monitor)s, date_trunc('hour', %(now)s - make_interval(hours => n)), 60,
    CASE WHEN n %% 211 = 0 THEN 3 ELSE 0 END, %(usual)s + (n * 29) %% 31, %(usual)s + 40 + (n * 53) %% 97
FROM generate_series(26, 720) AS n
"""


def watch_over(*, now: datetime) -> None:
    """Set up monitors and subscribers. Only the help centre itself is looked at: a copy may have no network."""
    priya = User.objects.get(email=f"priya@{DOMAIN}")
    parts = {part.name: part for part in Component.objects.all()}
    site = Monitor(
        name="Help centre answers",
        kind="http",
        params={"url": f"{settings.SITE_URL}/health/ready/", "method": "GET", "statuses": "200-299", "slow_ms": 2000},
        interval_seconds=60,
        failures_needed=5,
    )
    backup = Monitor(name="Nightly backup", kind="heartbeat", interval_seconds=86_400, timeout_seconds=3600)
    alerts = Monitor(
        name="Prometheus", kind="alerts", component=parts.get("Halden app"), params={"labels": "app=halden"}
    )
    for monitor in (site, backup, alerts):
        save_monitor(monitor, by=priya)
    hear_heartbeat(str(backup.key))
    hear_alerts(str(alerts.key), {"alerts": []})
    with connection.cursor() as cursor:
        for sql in (_CHECKS, _HOURS):
            cursor.execute(sql, {"monitor": site.pk, "now": now, "usual": 40})
    sum_up_checks(now=now)
    readers = [Subscriber(email=email, confirmed_at=now - timedelta(days=9)) for email in READERS]
    Subscriber.objects.bulk_create(readers)
