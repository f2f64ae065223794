"""Programs change settings as administrators do: the same operations, the same log, the same refusals."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.mail import EmailMessage

from accounts.models import AuditEntry, Calendar, Team, User
from tests.api import Api
from tests.factories import make_ticket
from tickets.models import SlaPolicy, Status, Tag, Ticket
from tickets.operations.reworking import work_off

pytestmark = pytest.mark.django_db

HOURS = {"mon": [["09:00", "17:00"]]}
POLICY = {"name": "Everyone", "targets": [{"priority": 2, "metric": "first_response", "seconds": 1800}]}


@pytest.fixture
def api(admin: User) -> Api:
    return Api(admin)


def made(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def test_a_team_is_made_changed_and_retired(api: Api, agent: User, admin: User) -> None:
    team = made(api.post("teams/", {"name": "Grinders", "members": [agent.pk]}))
    assert (team["slug"], team["members"], team["version"]) == ("grinders", [agent.pk], 1)
    changed = api.put("teams/grinders/", {"name": "Mills", "members": [], "version": 1})
    assert (changed.json()["name"], changed.json()["members"]) == ("Mills", [])
    stale = api.put("teams/grinders/", {"name": "Burrs", "version": 1})
    assert (stale.status_code, "changed this" in stale.json()["detail"]) == (409, True)
    assert api.delete("teams/grinders/").status_code == 204
    assert api.get("teams/").json() == []
    assert [e.action for e in AuditEntry.objects.filter(by=admin)] == ["retired", "changed", "added"]


def test_a_colleague_is_added_changed_let_go_and_let_back(
    api: Api, agent: User, mailoutbox: list[EmailMessage]
) -> None:
    Team.objects.create(name="Grinders", slug="grinders")
    olof = made(api.post("agents/", {"email": "olof@halden.example", "name": "Olof Berg", "teams": ["grinders"]}))
    assert mailoutbox[0].to == ["olof@halden.example"]
    url = f"agents/{olof['id']}/"
    changed = api.put(url, {"name": "Olof B", "role": "light_agent", "ticket_scope": "teams", "version": 1})
    assert (changed.json()["role"], changed.json()["teams"], changed.json()["version"]) == ("light_agent", [], 2)
    ticket = make_ticket(assignee=agent)
    theirs = Api(agent)
    assert api.put(f"agents/{agent.pk}/departure/", {"to": None}).status_code == 202
    work_off()
    assert Ticket.objects.get(pk=ticket.pk).assignee is None
    assert theirs.get("me/").status_code == 401
    assert api.delete(f"agents/{agent.pk}/departure/").status_code == 204
    assert mailoutbox[-1].to == [agent.email]


def test_one_does_not_lock_oneself_out(api: Api, admin: User) -> None:
    assert api.put(f"agents/{admin.pk}/departure/", {}).status_code == 409
    assert api.put(f"agents/{admin.pk}/", {"name": "Me", "role": "agent", "version": 1}).status_code == 409


def test_a_status_is_made_changed_and_retired(api: Api) -> None:
    body = {"name": "Waiting on parts", "customer_name": "We wait for a part"}
    made(api.post("statuses/", {**body, "category": "waiting_third_party"}))
    changed = {**body, "next_status": "resolved", "next_after_days": 5, "version": 1}
    assert api.put("statuses/waiting-on-parts/", changed).json()["next_status"] == "resolved"
    circle = {"name": "Resolved", "customer_name": "Answered", "is_default": True, "version": 1}
    refused = api.put("statuses/resolved/", {**circle, "next_status": "waiting-on-parts", "next_after_days": 1})
    assert refused.status_code == 400
    assert refused.json()["errors"]["next_status"] == ["That would go round in a circle."]
    assert api.delete("statuses/open/").status_code == 409
    assert api.delete("statuses/waiting-on-parts/").status_code == 204
    assert Status.objects.get(slug="waiting-on-parts").retired_at is not None


def test_tags_are_renamed_merged_and_deleted(api: Api) -> None:
    pump, leak = made(api.post("tags/", {"name": "Pump"})), made(api.post("tags/", {"name": "Leak"}))
    ticket = make_ticket()
    ticket.tags.add(pump["id"])
    assert api.put(f"tags/{pump['id']}/", {"name": "leak", "version": 1}).status_code == 400
    assert api.put(f"tags/{pump['id']}/", {"name": "Water pump", "version": 1}).json()["version"] == 2
    assert api.post(f"tags/{pump['id']}/merger/", {"into": leak["id"]}).status_code == 202
    work_off()
    assert [tag.name for tag in ticket.tags.all()] == ["Leak"]
    assert api.delete(f"tags/{leak['id']}/").status_code == 202
    work_off()
    assert not Tag.objects.exists()


def test_a_calendar_is_made_and_one_that_never_opens_refused(api: Api) -> None:
    body = {"name": "Gothenburg", "time_zone": "Europe/Stockholm", "hours": HOURS}
    holidays = [{"date": "--12-24", "name": "Christmas Eve"}]
    calendar = made(api.post("calendars/", {**body, "holidays": holidays}))
    refused = api.put(f"calendars/{calendar['id']}/", {**body, "hours": {}, "version": 1})
    assert refused.status_code == 400
    assert "never open" in str(refused.json()["errors"])
    assert Calendar.objects.get(pk=calendar["id"]).version == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"hours": {"mon": [["9", "x"]]}},
        {"hours": {"someday": [["09:00"]]}},
        {"holidays": [{"day": "x"}]},
        {"special": [{"date": "2026-12-13"}]},
        {"special": [{"date": "2026-12-13", "slots": 7}]},
        {"time_zone": "Mars/Olympus"},
        {"country": "XX"},
    ],
)
def test_hours_that_make_no_sense_are_a_clear_refusal(api: Api, wrong: dict[str, Any]) -> None:
    body = {"name": "Gothenburg", "time_zone": "UTC", "hours": HOURS, **wrong}
    assert api.post("calendars/", body).status_code == 400


def asking(field: str, value: list[Any]) -> dict[str, Any]:
    return {"match": "all", "conditions": [{"field": field, "op": "is", "value": value}]}


def test_a_policy_is_made_changed_and_retired(api: Api) -> None:
    office = Calendar.objects.get().pk
    policy = made(api.post("sla-policies/", {**POLICY, "calendar": office, "conditions": asking("priority", [4])}))
    url = f"sla-policies/{policy['id']}/"
    slower = [{"priority": 2, "metric": "first_response", "seconds": 3600, "mode": "calendar"}]
    changed = api.put(url, {**POLICY, "calendar": office, "targets": slower, "version": 1}).json()
    assert (changed["targets"][0]["seconds"], changed["conditions"], changed["version"]) == (3600, {}, 2)
    assert api.put(url, {**POLICY, "calendar": office, "version": 1}).status_code == 409
    assert api.post("sla-policies/", {**POLICY, "calendar": office, "targets": []}).status_code == 400
    for wrong in (asking("mood", [1]), asking("priority", ["high"]), asking("sla", ["ok"]), {"priority": [4]}):
        refused = api.post("sla-policies/", {**POLICY, "calendar": office, "conditions": wrong})
        assert (refused.status_code, list(refused.json()["errors"])) == (400, ["conditions"])
    assert api.delete(url).status_code == 204
    assert SlaPolicy.objects.get().retired_at is not None


WRITES = [
    ("post", "teams/", {"name": "X"}),
    ("put", "teams/x/", {"name": "X", "version": 1}),
    ("post", "agents/", {"email": "x@y.example", "name": "X"}),
    ("put", "agents/1/", {"name": "X", "version": 1}),
    ("put", "agents/1/departure/", {}),
    ("post", "statuses/", {"name": "X"}),
    ("put", "statuses/open/", {"name": "X"}),
    ("post", "tags/", {"name": "X"}),
    ("put", "tags/1/", {"name": "X"}),
    ("post", "tags/1/merger/", {"into": 2}),
    ("post", "calendars/", {"name": "X"}),
    ("put", "calendars/1/", {"name": "X"}),
    ("post", "sla-policies/", {"name": "X"}),
    ("put", "sla-policies/1/", {"name": "X"}),
    ("post", "sla-policies/trial/", {"name": "X"}),
]
DELETES = ["teams/x/", "agents/1/departure/", "statuses/open/", "tags/1/", "sla-policies/1/"]


@pytest.mark.parametrize("role", ["agent", "light_agent", "customer", "nobody"])
def test_only_administrators_write(role: str, request: pytest.FixtureRequest) -> None:
    api = Api(None if role == "nobody" else request.getfixturevalue(role))
    refused = 401 if role == "nobody" else 403
    for method, path, body in WRITES:
        assert getattr(api, method)(path, body).status_code == refused, path
    for path in DELETES:
        assert api.delete(path).status_code == refused, path
