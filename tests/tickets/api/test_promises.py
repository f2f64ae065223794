"""What is promised, read by programs."""

from __future__ import annotations

import pytest

from accounts.models import Calendar, User
from tests.api import Api
from tests.factories import make_ticket
from tickets.models import SlaPolicy, SlaTarget

pytestmark = pytest.mark.django_db


def test_agents_read_calendars_and_policies_in_force(agent: User) -> None:
    office = Calendar.objects.get(is_default=True)
    policy = SlaPolicy.objects.create(name="Everyone", calendar=office)
    SlaTarget.objects.create(policy=policy, priority=2, metric="first_response", seconds=1800)
    SlaPolicy.objects.create(name="Old", calendar=office, retired_at=office.updated_at)
    api = Api(agent)
    assert [(c["name"], c["hours"]["mon"]) for c in api.get("calendars/").json()] == [
        ("Office hours", [["09:00", "17:00"]])
    ]
    (read,) = api.get("sla-policies/").json()
    assert read["targets"] == [{"priority": 2, "metric": "first_response", "seconds": 1800, "mode": "business"}]


def test_customers_read_neither(customer: User) -> None:
    for path in ("calendars/", "sla-policies/"):
        assert Api(customer).get(path).status_code in {403, 404}


def test_a_policy_says_when_it_warns(agent: User, admin: User) -> None:
    office = Calendar.objects.get(is_default=True).pk
    targets = [{"priority": 2, "metric": "resolution", "seconds": 3600}]
    policy = {"name": "Everyone", "calendar": office, "targets": targets}
    assert Api(admin).post("sla-policies/", {**policy, "warnings": [90, 50, 50]}).status_code == 201
    assert Api(agent).get("sla-policies/").json()[0]["warnings"] == [50, 90]
    for nonsense in ([0], [100], ["soon"], 75):
        assert Api(admin).post("sla-policies/", {**policy, "warnings": nonsense}).status_code == 400


def test_a_policy_is_tried_without_being_saved(agent: User, admin: User) -> None:
    office = Calendar.objects.get(is_default=True).pk
    ticket = make_ticket()
    targets = [{"priority": 2, "metric": "first_response", "seconds": 3600}]
    policy = {"name": "Everyone", "calendar": office, "targets": targets}
    told = Api(admin).post("sla-policies/trial/", policy).json()
    assert (told["looked_at"], told["matched"], told["cut"], told["more"]) == (1, 1, False, False)
    assert (told["unpromised"], told["elsewhere"]) == (1, 0)
    first = {"metric": "first_response", "met": 0, "missed": 0, "open": 1, "broken": 0}
    assert told["outcomes"][0] == first
    assert not SlaPolicy.objects.exists()
    assert not ticket.clocks.exists()
    assert Api(agent).post("sla-policies/trial/", policy).status_code == 403
    asking = {"match": "all", "conditions": [{"field": "mood", "op": "is", "value": [1]}]}
    refused = Api(admin).post("sla-policies/trial/", {**policy, "conditions": asking})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["conditions"])
