"""Administrators set up monitors in the browser and by the API, and see how each does."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, User
from knowledgebase.models import Component, Monitor, MonitorCheck
from knowledgebase.monitoring.kinds import Kind
from tests.api import Api
from tests.channels_inbox.desk.conftest import signed_in
from tests.factories import make_mailbox, make_user

pytestmark = pytest.mark.django_db
PACE = {"interval_seconds": 60, "timeout_seconds": 10, "failures_needed": 2, "successes_needed": 2}
COMMON = {"name": "Shop", "down_status": "major_outage", **PACE}
OWN: dict[str, dict[str, Any]] = {
    "http": {"url": "https://93.184.215.14/", "method": "GET", "statuses": "200-299", "tls_days": 14},
    "tcp": {"host": "93.184.215.14", "port": 443},
    "dns": {"host": "shop.example.com", "record": "A"},
    "heartbeat": {"interval_seconds": 86_400, "timeout_seconds": 3600},
    "alerts": {"labels": "service=checkout"},
    "mail": {"interval_seconds": 600, "timeout_seconds": 300},
}


@pytest.fixture
def desk(admin: User) -> Client:
    return signed_in(admin)


def form(kind: str, **fields: Any) -> dict[str, Any]:
    own = {**OWN[kind], **({"channel": make_mailbox().pk} if kind == "mail" else {})}
    return {**COMMON, **own, **fields}


def add(desk: Client, kind: str, **fields: Any) -> Any:
    return desk.post(reverse("agent_new_monitor", args=[kind]), form(kind, **fields))


@pytest.mark.parametrize("kind", Kind.values)
def test_each_kind_has_its_page_and_is_stored(desk: Client, kind: str) -> None:
    assert desk.get(reverse("agent_new_monitor", args=[kind])).status_code == 200
    made = add(desk, kind)
    monitor = Monitor.objects.get()
    assert made.status_code == (200 if kind == "alerts" else 302)
    assert (monitor.kind, monitor.name, bool(monitor.key)) == (kind, "Shop", kind in ("heartbeat", "alerts"))
    page = desk.get(reverse("agent_monitor", args=[monitor.pk]))
    assert page.status_code == 200
    assert "Shop" in desk.get(reverse("agent_monitors")).content.decode()
    assert AuditEntry.objects.get().action == "added"


def test_a_change_counts_versions_and_tells_who_was_slower(desk: Client) -> None:
    add(desk, "http")
    monitor = Monitor.objects.get()
    page = reverse("agent_monitor", args=[monitor.pk])
    assert desk.post(page, form("http", name="Checkout", version=1)).status_code == 302
    slower = desk.post(page, form("http", name="Basket", version=1))
    assert slower.status_code == 409
    assert "Basket" in slower.content.decode()
    monitor.refresh_from_db()
    assert (monitor.name, monitor.version) == ("Checkout", 2)


@pytest.mark.parametrize(
    ("kind", "fields", "wrong"),
    [
        ("http", {"url": "http://127.0.0.1:6379/"}, "url"),
        ("http", {"url": "http://169.254.169.254/latest/"}, "url"),
        ("http", {"url": "nowhere"}, "url"),
        ("http", {"statuses": "fine"}, "statuses"),
        ("http", {"json_value": "none"}, "json_path"),
        ("http", {"method": "HEAD", "keyword": "well"}, "method"),
        ("http", {"interval_seconds": 7}, "interval_seconds"),
        ("http", {"timeout_seconds": 31}, "timeout_seconds"),
        ("http", {"failures_needed": 0}, "failures_needed"),
        ("tcp", {"host": "localhost"}, "host"),
        ("tcp", {"host": "http://db/"}, "host"),
        ("tcp", {"port": 70_000}, "port"),
        ("dns", {"host": "https://shop"}, "host"),
        ("dns", {"server": "127.0.0.1"}, "server"),
        ("dns", {"server": "ns:http"}, "server"),
        ("alerts", {"labels": "checkout"}, "labels"),
        ("mail", {"channel": 0}, "channel"),
        ("mail", {"timeout_seconds": 5}, "timeout_seconds"),
    ],
)
def test_what_cannot_be_is_told_beside_its_cause(
    desk: Client, settings: Any, kind: str, fields: dict[str, Any], wrong: str
) -> None:
    settings.MONITOR_NETWORKS = []
    answer = add(desk, kind, **fields)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [wrong]
    assert not Monitor.objects.exists()


def test_an_allowed_network_is_reached_and_its_neighbour_is_not(desk: Client, settings: Any) -> None:
    settings.MONITOR_NETWORKS = ["10.1.2.0/24"]
    assert add(desk, "tcp", host="10.1.2.9").status_code == 302
    assert add(desk, "tcp", host="10.1.3.9").status_code == 422


def test_the_secret_of_alertmanager_is_shown_once(desk: Client) -> None:
    made = add(desk, "alerts")
    secret = re.search(r'aria-label="The secret">([^<]+)<', made.content.decode())
    assert secret
    monitor = Monitor.objects.get()
    page = desk.get(reverse("agent_monitor", args=[monitor.pk])).content.decode()
    assert secret[1] not in page
    assert str(monitor.key) in page
    again = desk.post(reverse("agent_monitor_secret", args=[monitor.pk])).content.decode()
    assert "The secret" in again
    assert secret[1] not in again
    assert secret[1] not in str(AuditEntry.objects.values_list("before", "after"))


def test_it_is_paused_goes_on_is_looked_at_and_deleted(desk: Client) -> None:
    add(desk, "http")
    monitor = Monitor.objects.get()
    desk.post(reverse("agent_monitor_pause", args=[monitor.pk]))
    monitor.refresh_from_db()
    assert (monitor.paused_at is not None, monitor.next_due) == (True, None)
    desk.post(reverse("agent_monitor_check", args=[monitor.pk]))
    monitor.refresh_from_db()
    assert monitor.next_due is None
    desk.post(reverse("agent_monitor_pause", args=[monitor.pk]), {"end": ""})
    monitor.refresh_from_db()
    assert (monitor.paused_at, monitor.next_due is not None) == (None, True)
    desk.post(reverse("agent_monitor_removal", args=[monitor.pk]))
    assert not Monitor.objects.exists()
    assert list(AuditEntry.objects.values_list("action", flat=True)) == ["removed", "resumed", "paused", "added"]


def test_the_page_shows_what_was_found(desk: Client) -> None:
    add(desk, "http")
    monitor = Monitor.objects.get()
    MonitorCheck.objects.create(monitor=monitor, at=timezone.now(), verdict="down", trouble="It answered 503.")
    MonitorCheck.objects.create(monitor=monitor, at=timezone.now(), verdict="up", milliseconds=120)
    for span in ("day", "month", "nonsense"):
        page = desk.get(reverse("agent_monitor", args=[monitor.pk]), {"span": span}).content.decode()
        assert "It answered 503." in page
    assert 'role="img"' in desk.get(reverse("agent_monitor", args=[monitor.pk])).content.decode()


def test_ten_times_the_monitors_cost_not_one_statement_more(desk: Client) -> None:
    shop = Component.objects.create(name="Shop")

    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert desk.get(reverse("agent_monitors")).status_code == 200
        return len(seen)

    Monitor.objects.create(name="One", kind="tcp", component=shop)
    few = statements()
    Monitor.objects.bulk_create(Monitor(name=f"M{n}", kind="tcp", component=shop) for n in range(20))
    assert statements() == few


def test_the_api_does_what_the_page_does(admin: User) -> None:
    api = Api(admin)
    shop = Component.objects.create(name="Shop")
    sent = {"name": "Shop", "kind": "http", "params": {"url": "https://93.184.215.14/"}, "component": shop.pk}
    made = api.post("monitors/", {**sent, "interval_seconds": 45}, key="once")
    assert made.status_code == 201, made.json()
    assert api.post("monitors/", {**sent, "interval_seconds": 45}, key="once").json()["id"] == made.json()["id"]
    told = api.get(f"monitors/{made.json()['id']}/").json()
    assert (told["interval_seconds"], told["component"], told["state"]) == (45, shop.pk, "unknown")
    assert [one["name"] for one in api.get("monitors/").json()] == ["Shop"]
    del sent["kind"]
    changed = api.put(f"monitors/{told['id']}/", {**sent, "name": "Checkout", "version": 1})
    assert changed.json()["name"] == "Checkout"
    assert api.put(f"monitors/{told['id']}/", {**sent, "name": "Basket", "version": 1}).status_code == 409
    assert api.post(f"monitors/{told['id']}/pause/", {}).status_code == 204
    assert api.delete(f"monitors/{told['id']}/pause/").status_code == 204
    MonitorCheck.objects.create(monitor_id=told["id"], at=timezone.now(), verdict="up", milliseconds=9)
    assert api.get(f"monitors/{told['id']}/checks/").json()["results"][0]["milliseconds"] == 9
    assert api.delete(f"monitors/{told['id']}/").status_code == 204


def test_the_api_refuses_what_the_page_refuses(admin: User, settings: Any) -> None:
    settings.MONITOR_NETWORKS = []
    api = Api(admin)
    answer = api.post("monitors/", {"name": "In", "kind": "http", "params": {"url": "http://127.0.0.1/"}})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["url"])
    answer = api.post("monitors/", {"name": "In", "kind": "tcp", "params": {}})
    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {"host", "port"}


@pytest.mark.parametrize("role", [User.Role.AGENT, User.Role.LIGHT_AGENT, User.Role.CUSTOMER])
def test_the_api_is_for_administrators(role: User.Role) -> None:
    monitor = Monitor.objects.create(name="One", kind="tcp")
    api = Api(make_user(role))
    for path in ("monitors/", f"monitors/{monitor.pk}/", f"monitors/{monitor.pk}/checks/", "status/subscribers/"):
        assert api.get(path).status_code in (403, 404)
    assert api.post("monitors/", {"name": "Mine", "kind": "tcp", "params": {}}).status_code in (403, 404)
    assert api.delete(f"monitors/{monitor.pk}/").status_code in (403, 404)
    assert Monitor.objects.count() == 1
