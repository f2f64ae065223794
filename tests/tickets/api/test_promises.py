"""What is promised, read by programs."""

from __future__ import annotations

import pytest

from accounts.models import Calendar, User
from tests.api import Api
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
