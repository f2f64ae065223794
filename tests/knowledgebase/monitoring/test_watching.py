"""Each monitor has its turn, once, and what was found of it is written down."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from knowledgebase.models import Component, Monitor, MonitorCheck
from knowledgebase.monitoring.result import Result, Verdict, down
from knowledgebase.operations.monitors import pause_monitor, save_monitor
from knowledgebase.operations.recording import Found, record_results
from knowledgebase.operations.watching import claim, watch
from tests.knowledgebase.monitoring.conftest import Site, look, make_monitor

pytestmark = pytest.mark.django_db


def test_a_monitor_that_was_just_saved_is_looked_at_at_once(admin: User, site: Site, shop: Component) -> None:
    monitor = make_monitor(admin, params={"url": site.url}, component=shop)
    assert watch(seconds=0) == 1
    assert watch(seconds=0) == 0
    monitor.refresh_from_db()
    assert (monitor.state, monitor.trouble, monitor.history) == ("up", "", "+")
    assert monitor.next_due is not None
    assert monitor.next_due > timezone.now() + timedelta(seconds=50)
    row = MonitorCheck.objects.get()
    assert (row.monitor_id, row.verdict) == (monitor.pk, "up")
    assert site.asked == 1


def test_a_turn_is_claimed_once(admin: User, site: Site) -> None:
    monitor = make_monitor(admin, params={"url": site.url})
    now = timezone.now()
    assert [one.pk for one in claim(now=now, limit=10)] == [monitor.pk]
    assert claim(now=now, limit=10) == []


def test_turns_keep_their_beat_and_missed_ones_are_not_made_up_for(admin: User, site: Site) -> None:
    monitor = make_monitor(admin, params={"url": site.url})
    now = timezone.now()
    Monitor.objects.update(next_due=now - timedelta(seconds=5))
    claim(now=now, limit=10)
    monitor.refresh_from_db()
    assert monitor.next_due == now + timedelta(seconds=55)
    Monitor.objects.update(next_due=now - timedelta(days=1))
    assert len(claim(now=now, limit=10)) == 1
    monitor.refresh_from_db()
    assert monitor.next_due is not None
    assert now + timedelta(seconds=30) <= monitor.next_due <= now + timedelta(seconds=60)


def test_after_a_first_failure_it_is_looked_at_sooner(admin: User, site: Site) -> None:
    monitor = look(make_monitor(admin, params={"url": site.url}, failures_needed=2, interval_seconds=300))
    site.status = 500
    monitor = look(monitor)
    assert (monitor.state, monitor.run) == ("up", 1)
    assert monitor.next_due is not None
    assert monitor.next_due < timezone.now() + timedelta(seconds=11)
    monitor = look(monitor)
    assert monitor.state == "down"


def test_what_was_found_of_an_older_version_or_before_a_newer_result_does_not_count(admin: User, site: Site) -> None:
    monitor = make_monitor(admin, params={"url": site.url})
    now = timezone.now()
    (claimed,) = claim(now=now, limit=1)
    late = Found(monitor.pk, claimed.version, claimed.due_at, now, down("It answered 500."))
    monitor.name = "Shop"
    save_monitor(monitor, by=admin, seen=1)
    record_results([late])
    assert not MonitorCheck.objects.exists()
    newer = Found(monitor.pk, 2, now, now, Result(Verdict.UP))
    older = Found(monitor.pk, 2, now, now - timedelta(seconds=9), down("It answered 500."))
    record_results([newer])
    record_results([older])
    monitor.refresh_from_db()
    assert (monitor.state, MonitorCheck.objects.count()) == ("up", 1)


def test_a_paused_monitor_is_left_alone(admin: User, site: Site) -> None:
    monitor = make_monitor(admin, params={"url": site.url})
    (claimed,) = claim(now=timezone.now(), limit=1)
    pause_monitor(monitor, by=admin)
    record_results([Found(monitor.pk, claimed.version, claimed.due_at, timezone.now(), down("Too late."))])
    assert watch(seconds=0) == 0
    monitor.refresh_from_db()
    assert (monitor.state, monitor.trouble) == ("unknown", "")


def test_a_fault_of_ours_is_told_and_its_neighbours_are_looked_at(admin: User, site: Site, caplog: Any) -> None:
    broken = make_monitor(admin, name="Broken", params={"url": site.url})
    Monitor.objects.filter(pk=broken.pk).update(params={})
    make_monitor(admin, name="Whole", params={"url": site.url})
    assert watch(seconds=0) == 2
    found = dict(Monitor.objects.values_list("name", "trouble"))
    assert found == {"Broken": "It could not be checked (KeyError).", "Whole": ""}
