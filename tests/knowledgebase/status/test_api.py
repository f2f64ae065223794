"""Programs tell of incidents as agents do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from knowledgebase.models import Component, Incident, IncidentTemplate
from tests.api import Api
from tests.knowledgebase.status.conftest import state

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(agent: User) -> Api:
    return Api(agent)


def test_a_story_told_by_a_program(api: Api, shop: Component) -> None:
    part = {"id": shop.pk, "status": "major_outage"}
    body = {"title": "The shop is away", "body": "We look.", "components": [part], "draft": True}
    made = api.post("status/incidents/", body, key="once").json()
    assert api.post("status/incidents/", body, key="once").json() == made
    path = f"status/incidents/{made['id']}/"
    assert (made["published_at"], state(shop)) == (None, "operational")
    assert api.post(f"{path}publication/", {}).json()["components"] == [
        {"component_id": shop.pk, "status": "major_outage", "worst": "major_outage"}
    ]
    assert state(shop) == "major_outage"
    said = api.post(f"{path}updates/", {"status": "resolved", "body": "**Back**."}).json()
    assert said["updates"][0]["html"] == "<p><strong>Back</strong>.</p>"
    assert (said["status"], state(shop)) == ("resolved", "operational")
    change = {"version": said["version"], "title": "The shop was away", "impact": "minor"}
    assert api.put(path, change).json()["impact"] == "minor"
    assert api.put(path, change).status_code == 409
    assert [row["title"] for row in api.get("status/incidents/", open="false").json()["results"]] == [
        "The shop was away"
    ]
    assert api.get("status/incidents/", open="true").json()["results"] == []
    assert api.get("status/incidents/", kind="maintenance").json()["results"] == []


def test_work_planned_by_a_program(api: Api, shop: Component) -> None:
    begins = timezone.now() + timedelta(days=1)
    body = {"title": "It moves", "components": [shop.pk], "begins": begins, "ends": begins + timedelta(hours=1)}
    made = api.post("status/maintenances/", body).json()
    assert (made["kind"], made["status"], made["runs_itself"]) == ("maintenance", "scheduled", True)
    wrong = api.post("status/maintenances/", {**body, "ends": begins})
    assert (wrong.status_code, list(wrong.json()["errors"])) == (400, ["ends"])
    assert Incident.objects.count() == 1


def test_what_cannot_be_is_refused_in_words(api: Api, shop: Component) -> None:
    body = {"title": "x", "body": "y"}
    unknown = api.post("status/incidents/", {**body, "components": [{"id": 999999, "status": "degraded"}]})
    assert (unknown.status_code, list(unknown.json()["errors"])) == (400, ["components"])
    assert api.post("status/incidents/", {**body, "title": "x\r\nBcc: y"}).status_code == 400
    assert api.post("status/incidents/", {**body, "nothing": 1}).status_code == 400
    made = api.post("status/incidents/", body).json()
    early = api.post(f"status/incidents/{made['id']}/updates/", {"status": "postmortem", "body": "z"})
    assert (early.status_code, "Resolve the incident first" in early.json()["detail"]) == (409, True)


def test_a_part_is_set_by_hand(api: Api, shop: Component) -> None:
    path = f"status/components/{shop.pk}/state/"
    assert api.put(path, {"status": "degraded"}).json()["status"] == "degraded"
    assert api.put(path, {"status": "broken"}).status_code == 400
    assert [row["status"] for row in api.get("status/components/").json()] == ["degraded"]


def test_templates_are_listed(api: Api, shop: Component) -> None:
    IncidentTemplate.objects.create(name="Away", title="x").components.set([shop])
    (row,) = api.get("status/templates/").json()
    assert (row["name"], row["components"]) == ("Away", [shop.pk])
