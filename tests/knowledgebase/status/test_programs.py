"""What programs read: Statuspage's JSON, feeds, calendars, a badge."""

from __future__ import annotations

from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client

from accounts.models import User
from knowledgebase.models import Component
from knowledgebase.operations.incidents import open_incident, post_update, resolve_incident
from knowledgebase.operations.maintenances import cancel_maintenance, plan_maintenance
from knowledgebase.status.calendar import Appointment, calendar
from knowledgebase.status.states import State
from tests.knowledgebase.status.conftest import make_part

pytestmark = pytest.mark.django_db
API = "/status/api/v2/"


@pytest.fixture
def story(agent: User, shop: Component, noon: datetime) -> dict[str, object]:
    """An open incident, a resolved one, planned work."""
    make_part("Phone line", group="Support")
    incident = open_incident("Checkout is slow", components={shop: State.DEGRADED}, body="We look.", by=agent)
    post_update(incident, "monitoring", "Mended.", by=agent, at=noon + timedelta(minutes=5))
    over = open_incident("Mail was late", components={}, body="Late.", by=agent)
    resolve_incident(over, "In time.", by=agent)
    begins = noon + timedelta(days=1)
    ends = begins + timedelta(hours=1)
    plan = plan_maintenance(
        "The provider moves; again, and again", components=[shop], begins=begins, ends=ends, body="Wait.", by=agent
    )
    return {"incident": incident, "over": over, "plan": plan}


def test_the_summary_has_the_shape_statuspage_s_clients_read(client: Client, story: dict[str, object]) -> None:
    answer = client.get(f"{API}summary.json")
    assert answer["Access-Control-Allow-Origin"] == "*"
    said = answer.json()
    assert set(said) == {"page", "components", "incidents", "scheduled_maintenances", "status"}
    assert set(said["page"]) == {"id", "name", "url", "time_zone", "updated_at"}
    assert said["status"] == {"indicator": "minor", "description": "One part of Halden is slower than usual"}
    shop, group, phone = said["components"]
    assert (shop["name"], shop["status"], shop["group"], shop["group_id"]) == ("Online shop", "degraded", False, None)
    assert (group["name"], group["group"], group["components"]) == ("Support", True, [phone["id"]])
    assert phone["group_id"] == group["id"]
    (incident,) = said["incidents"]
    assert (incident["name"], incident["status"], incident["impact"]) == ("Checkout is slow", "monitoring", "minor")
    assert incident["monitoring_at"] == "2026-11-20T12:05:00.000Z"
    latest, first = incident["incident_updates"]
    assert (latest["body"], first["body"]) == ("Mended.", "We look.")
    assert first["affected_components"] == [
        {"code": shop["id"], "name": "Online shop", "old_status": "operational", "new_status": "degraded"}
    ]
    (plan,) = said["scheduled_maintenances"]
    assert (plan["status"], plan["impact"]) == ("scheduled", "maintenance")
    assert plan["scheduled_for"] == "2026-11-21T12:00:00.000Z"


def test_each_list_holds_its_own(client: Client, story: dict[str, object]) -> None:
    def names(path: str, key: str) -> list[str]:
        return [row["name"] for row in client.get(API + path).json()[key]]

    plan = ["The provider moves; again, and again"]
    assert sorted(names("incidents.json", "incidents")) == ["Checkout is slow", "Mail was late"]
    assert names("incidents/unresolved.json", "incidents") == ["Checkout is slow"]
    assert names("scheduled-maintenances.json", "scheduled_maintenances") == plan
    assert names("scheduled-maintenances/upcoming.json", "scheduled_maintenances") == plan
    assert names("scheduled-maintenances/active.json", "scheduled_maintenances") == []
    assert client.get(f"{API}status.json").json()["status"]["indicator"] == "minor"
    assert len(client.get(f"{API}components.json").json()["components"]) == 3


@pytest.mark.parametrize("shape", ["atom", "rss"])
def test_a_feed_has_an_entry_for_each_update(client: Client, story: dict[str, object], shape: str) -> None:
    feed = ElementTree.fromstring(client.get(f"/status/feed.{shape}").content)
    titles = [node.text for node in feed.iter() if node.tag.endswith("title")]
    assert "Checkout is slow: Watching the fix" in titles
    assert "Mail was late: Resolved" in titles
    assert len([node for node in feed.iter() if node.tag.endswith(("}entry", "item"))]) == 5


def test_planned_work_is_an_appointment_until_it_is_called_off(
    client: Client, agent: User, story: dict[str, object]
) -> None:
    plan = story["plan"]
    text = client.get("/status/calendar.ics").content.decode()
    assert "DTSTART:20261121T120000Z\r\n" in text
    assert "SUMMARY:The provider moves\\; again\\, and again\r\n" in text
    assert "STATUS:CONFIRMED\r\n" in text
    cancel_maintenance(plan, by=agent)  # type: ignore[arg-type]
    one = client.get(f"/status/incidents/{plan.pk}/calendar.ics")  # type: ignore[attr-defined]
    assert "STATUS:CANCELLED\r\n" in one.content.decode()
    assert client.get(f"/status/incidents/{story['incident'].pk}/calendar.ics").status_code == 404  # type: ignore[attr-defined]


def test_a_long_line_of_a_calendar_is_folded_between_characters(noon: datetime) -> None:
    one = Appointment("1", "Å" * 80, "", "https://x.example/", noon, noon, noon, 0)
    lines = calendar("Halden", [one]).encode().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    unfolded = b"\r\n".join(lines).replace(b"\r\n ", b"").decode()
    assert f"SUMMARY:{'Å' * 80}\r\n" in unfolded


def test_the_badge_says_it_in_words(client: Client, story: dict[str, object]) -> None:
    badge = client.get("/status/badge.svg")
    assert badge["Content-Type"] == "image/svg+xml"
    svg = ElementTree.fromstring(badge.content)
    assert svg.get("aria-label") == "Halden: Slow or limited"
