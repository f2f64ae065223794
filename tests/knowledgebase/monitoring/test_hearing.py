"""What calls us: heartbeats and Alertmanager. Nothing unproved is read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from knowledgebase.models import Component, Monitor, MonitorCheck
from knowledgebase.operations.monitors import pause_monitor, renew_secret, save_monitor
from knowledgebase.operations.watching import watch
from tests.knowledgebase.monitoring.conftest import look

pytestmark = pytest.mark.django_db
HOUR = 3600


def heartbeat(admin: User, shop: Component) -> Monitor:
    monitor = Monitor(name="Backup", kind="heartbeat", component=shop, interval_seconds=HOUR, timeout_seconds=60)
    save_monitor(monitor, by=admin)
    return monitor


def call(monitor: Monitor, path: str = "monitor_heartbeat", method: str = "get") -> int:
    return int(getattr(Client(), method)(reverse(path, args=[monitor.key])).status_code)


def status(component: Component) -> str:
    component.refresh_from_db()
    return component.status


def test_a_job_that_calls_in_time_works(admin: User, shop: Component) -> None:
    monitor = heartbeat(admin, shop)
    assert watch(seconds=0) == 0
    assert [call(monitor), call(monitor, method="post"), call(monitor, method="head")] == [200, 200, 200]
    monitor.refresh_from_db()
    assert monitor.state == "up"
    assert monitor.next_due is not None
    assert monitor.next_due > timezone.now() + timedelta(seconds=HOUR)


def test_a_job_that_is_overdue_fails_until_it_calls(admin: User, shop: Component) -> None:
    monitor = heartbeat(admin, shop)
    assert look(monitor).trouble == "It has never called."
    assert status(shop) == "major_outage"
    call(monitor)
    assert status(shop) == "operational"
    assert look(monitor).trouble == "Its call is overdue."


def test_a_job_may_say_that_it_failed(admin: User, shop: Component) -> None:
    monitor = heartbeat(admin, shop)
    call(monitor)
    assert call(monitor, "monitor_heartbeat_failed") == 200
    assert status(shop) == "major_outage"


def test_a_call_nobody_waits_for_changes_nothing(admin: User, shop: Component) -> None:
    monitor = heartbeat(admin, shop)
    pause_monitor(monitor, by=admin)
    assert call(monitor) == 200
    assert Client().get(reverse("monitor_heartbeat", args=["x" * 43])).status_code == 404
    assert not MonitorCheck.objects.exists()


@pytest.fixture
def alerts(admin: User, shop: Component) -> tuple[Monitor, str]:
    monitor = Monitor(name="Prometheus", kind="alerts", component=shop, params={"labels": "service=checkout"})
    return monitor, save_monitor(monitor, by=admin)


def alert(fingerprint: str, status: str = "firing", service: str = "checkout", summary: str = "") -> dict[str, Any]:
    labels = {"alertname": "HighLatency", "service": service}
    return {
        "status": status,
        "labels": labels,
        "annotations": {"summary": summary} if summary else {},
        "startsAt": "2026-11-20T09:00:00Z",
        "endsAt": "0001-01-01T00:00:00Z",
        "fingerprint": fingerprint,
    }


def post(monitor: Monitor, secret: str, *told: dict[str, Any], body: Any = None) -> Any:
    return Client().post(
        reverse("monitor_alerts", args=[monitor.key]),
        {"version": "4", "status": "firing", "alerts": list(told)} if body is None else body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"} if secret else {},
    )


def test_an_alert_fails_its_part_until_it_is_resolved(alerts: tuple[Monitor, str], shop: Component) -> None:
    monitor, secret = alerts
    assert post(monitor, secret, alert("a1", summary="Checkout takes 4 s"), alert("b2")).json() == {"heard": True}
    monitor.refresh_from_db()
    assert (monitor.state, monitor.trouble) == ("down", "Checkout takes 4 s and 1 more")
    assert status(shop) == "major_outage"
    post(monitor, secret, alert("a1", "resolved"))
    monitor.refresh_from_db()
    assert (monitor.state, monitor.trouble) == ("down", "HighLatency")
    post(monitor, secret, alert("b2", "resolved"))
    assert status(shop) == "operational"


def test_alerts_of_others_do_not_count(alerts: tuple[Monitor, str], shop: Component) -> None:
    monitor, secret = alerts
    assert post(monitor, secret, alert("a1", service="search")).status_code == 200
    assert status(shop) == "operational"


def test_x05_who_proves_nothing_is_refused_and_nothing_is_stored(alerts: tuple[Monitor, str], admin: User) -> None:
    monitor, secret = alerts
    assert post(monitor, "", alert("a1")).status_code == 401
    assert post(monitor, "wrong", alert("a1")).status_code == 401
    renew_secret(monitor, by=admin)
    assert post(monitor, secret, alert("a1")).status_code == 401
    Monitor.objects.update(sealed="")
    for token in ("", "undefined", "None"):
        assert post(monitor, token, alert("a1")).status_code == 401
    assert not MonitorCheck.objects.exists()


@pytest.mark.parametrize(
    "body", ["{", "[]", "{}", '{"alerts": 3}', '{"alerts": [3]}', '{"alerts": [{}]}', "[" * 50_000]
)
def test_what_is_no_alert_is_refused(alerts: tuple[Monitor, str], body: str) -> None:
    assert post(*alerts, body=body).status_code == 422
    assert not MonitorCheck.objects.exists()


def test_the_two_doors_are_not_each_others(alerts: tuple[Monitor, str], admin: User, shop: Component) -> None:
    assert call(alerts[0]) == 404
    assert post(heartbeat(admin, shop), alerts[1], alert("a1")).status_code == 401
