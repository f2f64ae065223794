"""A monitor and its neighbours at the same moment: a colleague who writes, work that ends, a call that comes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from knowledgebase.models import Component, Incident, Monitor
from knowledgebase.monitoring.result import Result, Verdict, down
from knowledgebase.operations.component_states import set_component_status
from knowledgebase.operations.hearing import hear_heartbeat
from knowledgebase.operations.incident_records import discard_draft
from knowledgebase.operations.incidents import lock_incident, post_update, publish_incident
from knowledgebase.operations.monitors import save_monitor
from knowledgebase.operations.recording import Found, record_results
from knowledgebase.operations.watching import claim
from knowledgebase.status.states import Source, State
from tests.knowledgebase.monitoring.conftest import make_monitor
from tests.queueing import meanwhile, waits

ADDRESS = {"url": "https://93.184.215.14/"}


def find(monitor: Monitor, result: Result) -> Monitor:
    monitor.refresh_from_db()
    now = timezone.now()
    record_results([Found(monitor.pk, monitor.version, now, now, result, monitor.heard_at)])
    monitor.refresh_from_db()
    return monitor


@pytest.mark.django_db(transaction=True)
def test_a_recovery_waits_for_a_colleague_who_writes_an_update(admin: User) -> None:
    shop = Component.objects.create(name="Shop")
    monitor = find(make_monitor(admin, params=ADDRESS, component=shop, drafts_incident=True), down("It answered 500."))
    incident = monitor.incident
    assert incident is not None
    publish_incident(incident, by=admin)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            lock_incident(incident)
            recovery = meanwhile(pool, find, Monitor.objects.get(pk=monitor.pk), Result(Verdict.UP))
            waits()
            post_update(incident, Incident.Status.MONITORING, "Fixed.", by=admin)
        assert recovery.result().state == "up"
    said = list(Incident.objects.get().updates.order_by("pk").values_list("body", flat=True))
    assert said[1:] == ["Fixed.", "Shop works again."]
    shop.refresh_from_db()
    assert shop.status == State.OPERATIONAL


def work(shop: Component, state: State) -> None:
    set_component_status(shop, state, source=Source.MAINTENANCE, key="1", by=None)


@pytest.mark.django_db
def test_a_failure_that_outlives_the_work_on_its_part_drafts_an_incident(admin: User, shop: Component) -> None:
    monitor = make_monitor(admin, params=ADDRESS, component=shop, drafts_incident=True)
    work(shop, State.MAINTENANCE)
    for _ in range(2):
        find(monitor, down("It answered 500."))
    assert not Incident.objects.exists()
    work(shop, State.OPERATIONAL)
    for _ in range(2):
        monitor = find(monitor, down("It answered 500."))
    incident = Incident.objects.get()
    assert monitor.incident == incident
    assert incident.is_draft


@pytest.mark.django_db
def test_a_draft_thrown_away_is_not_written_again(admin: User, shop: Component) -> None:
    monitor = make_monitor(admin, params=ADDRESS, component=shop, drafts_incident=True)
    monitor = find(monitor, down("It answered 500."))
    assert monitor.incident is not None
    discard_draft(monitor.incident, by=admin)
    find(monitor, down("It answered 500."))
    assert not Incident.objects.exists()


@pytest.mark.django_db
def test_a_call_that_comes_while_it_is_missed_was_not_missed(admin: User, shop: Component) -> None:
    monitor = Monitor(name="Backup", kind="heartbeat", component=shop, interval_seconds=3600, timeout_seconds=60)
    save_monitor(monitor, by=admin)
    Monitor.objects.update(next_due=timezone.now() - timedelta(seconds=1))
    (claimed,) = claim(now=timezone.now(), limit=5)
    assert hear_heartbeat(str(monitor.key))
    late = down("Its call is overdue.")
    record_results([Found(monitor.pk, claimed.version, claimed.due_at, timezone.now(), late, claimed.heard_at)])
    monitor.refresh_from_db()
    assert monitor.state == "up"


@pytest.mark.django_db
def test_a_monitor_moves_between_two_parts_of_one_name(admin: User, shop: Component) -> None:
    monitor = make_monitor(admin, params=ADDRESS, component=shop)
    other = Component.objects.create(name="Shop")
    monitor.component = other
    save_monitor(monitor, by=admin, seen=monitor.version)
    monitor.refresh_from_db()
    assert monitor.component == other
