"""Hours are summed up once, single results go after some days, and charts read both."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from channels_inbox.monitor_chart import draw
from knowledgebase.models import Monitor, MonitorCheck, MonitorHour
from knowledgebase.operations.summing_checks import sum_up_checks
from knowledgebase.selectors.monitors import DAY, MONTH, share_up, slots_of
from tests.knowledgebase.monitoring.conftest import Site, make_monitor

pytestmark = pytest.mark.django_db


def found(monitor: Monitor, at: datetime, milliseconds: int | None) -> None:
    verdict = "down" if milliseconds is None else "up"
    MonitorCheck.objects.create(monitor=monitor, at=at, verdict=verdict, milliseconds=milliseconds)


@pytest.fixture
def monitor(admin: User, site: Site) -> Monitor:
    return make_monitor(admin, params={"url": site.url})


def test_an_hour_is_summed_up_and_late_results_join_it(monitor: Monitor) -> None:
    hour = timezone.now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)
    for minute, milliseconds in enumerate([100, 200, 300, None]):
        found(monitor, hour + timedelta(minutes=minute), milliseconds)
    sum_up_checks()
    sum_up_checks()
    row = MonitorHour.objects.get()
    assert (row.hour, row.checks, row.failures, row.median, row.slowest) == (hour, 4, 1, 200, 290)
    found(monitor, hour + timedelta(minutes=30), 400)
    sum_up_checks()
    row.refresh_from_db()
    assert (row.checks, row.median) == (5, 250)
    assert share_up(monitor, days=30) == 80.0


def test_old_results_go_and_their_hours_stay(monitor: Monitor) -> None:
    old = timezone.now() - timedelta(days=4)
    found(monitor, old, 100)
    found(monitor, timezone.now(), 100)
    sum_up_checks()
    assert MonitorCheck.objects.count() == 1
    assert MonitorHour.objects.count() == 2
    sum_up_checks(now=timezone.now() + timedelta(days=400))
    assert not MonitorHour.objects.exists()


def test_a_day_is_drawn_from_single_results_and_a_month_from_hours(monitor: Monitor) -> None:
    now = datetime(2026, 11, 20, 9, 7, tzinfo=UTC)
    found(monitor, now - timedelta(minutes=1), 120)
    found(monitor, now - timedelta(hours=3), None)
    day = slots_of(monitor, DAY, now=now)
    assert len(day) == 96
    assert (day[-1].at, day[-1].median) == (datetime(2026, 11, 20, 9, 0, tzinfo=UTC), 120)
    assert sum(slot.failures for slot in day) == 1
    MonitorHour.objects.create(
        monitor=monitor, hour=now - timedelta(days=2), checks=60, failures=6, median=90, slowest=150
    )
    month = slots_of(monitor, MONTH, now=now)
    assert [(slot.checks, slot.median) for slot in month if slot.checks] == [(60, 90)]


def test_the_chart_says_what_it_shows(monitor: Monitor) -> None:
    assert draw(monitor, DAY).empty
    found(monitor, timezone.now(), 120)
    chart = draw(monitor, DAY)
    assert "usually 120 to 120 ms" in chart.drawing
    assert chart.rows[0][1] == "120 ms"
