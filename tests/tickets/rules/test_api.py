"""Programs set up rules: through the same checks as pages, for administrators only."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry, Team, User
from channels_inbox.models import Outbound
from tests.api import Api
from tests.factories import make_customer, make_inbound, make_mailbox, make_ticket
from tests.tickets.rules.conftest import do, make_rule, when
from tickets.models import Event, Rule, RuleRun, Ticket, WebhookDelivery
from tickets.rules.rehearsing import rehearse

pytestmark = pytest.mark.django_db

RULE = {
    "kind": "trigger",
    "name": "Machine down",
    "events": ["opened"],
    "conditions": when("subject", "contains", ["leak"]),
    "actions": [do("set_priority", priority=4)],
}


@pytest.fixture
def api(admin: User) -> Api:
    return Api(admin)


def test_a_rule_is_made_read_changed_and_removed(api: Api) -> None:
    made = api.post("rules/", RULE)
    assert made.status_code == 201, made.content
    rule = made.json()
    assert rule["words"] == "Subject mentions “leak”"
    assert make_ticket(subject="It leaks").priority == 4
    path = f"rules/{rule['id']}/"
    changed = api.put(path, {**RULE, "name": "Leaks", "stops_here": True, "version": 1})
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    stale = api.put(path, {**RULE, "name": "Mine", "version": 1})
    assert stale.status_code == 409
    assert "changed this while you were editing" in stale.json()["detail"]
    assert [(r["name"], r["stops_here"]) for r in api.get("rules/").json()] == [("Leaks", True)]
    log = api.get(f"{path}runs/").json()["results"]
    assert [(r["outcome"], r["matched"][0]["value"]) for r in log] == [("done", "“leak”")]
    assert api.delete(path).status_code == 204
    assert api.get(path).status_code == 404
    assert [e.action for e in AuditEntry.objects.filter(kind="rule")] == ["removed", "changed", "added"]


def test_a_rule_is_switched_off_and_on_without_sending_the_whole(api: Api) -> None:
    rule = make_rule(do("set_priority", priority=4))
    path = f"rules/{rule.pk}/"
    for _ in range(2):
        off = api.patch(path, {"active": False, "version": 1})
        assert (off.status_code, off.json()["active"], off.json()["version"]) == (200, False, 2)
    assert AuditEntry.objects.filter(kind="rule", action="changed").count() == 1
    assert api.patch(path, {"active": True, "version": 1}).status_code == 409
    assert api.patch(path, {"active": True, "version": 2}).json()["active"] is True
    assert api.patch(path, {"active": True}).status_code == 400
    assert api.patch(path, {"name": "Mine", "active": True, "version": 3}).status_code == 400


def test_a_rule_is_put_at_a_place_and_the_same_request_twice_changes_nothing_more(api: Api) -> None:
    rules = [make_rule(do("set_priority", priority=4), name=name) for name in ("1", "2", "3")]
    path = f"rules/{rules[2].pk}/position/"
    for _ in range(2):
        assert [r["name"] for r in api.post(path, {"position": 2}).json()] == ["1", "3", "2"]
    assert AuditEntry.objects.filter(kind="rule", action="moved").count() == 1
    assert [r["name"] for r in api.post(path, {"position": 99}).json()] == ["1", "2", "3"]
    assert api.post(path, {"position": 0}).status_code == 400


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"kind": "sometimes"}, "kind"),
        ({"events": []}, "events"),
        ({"events": ["never"]}, "events"),
        ({"events": "opened"}, "events"),
        ({"conditions": when("colour", "is", ["red"])}, "conditions"),
        ({"conditions": when("assignee", "is", ["me"])}, "conditions"),
        ({"conditions": [1]}, "conditions"),
        ({"actions": []}, "actions"),
        ({"actions": [do("set_priority", priority=9)]}, "actions"),
        ({"actions": [do("explode")]}, "actions"),
        ({"actions": [do("set_priority", priority=4, loudly=True)]}, "actions"),
        ({"actions": ["set_priority"]}, "actions"),
        ({"actions": [do("set_team", team=10**9)]}, "actions"),
        ({"actions": [do("reply", text="{{ customer.password }}")]}, "actions"),
        ({"actions": [do("reply", text=" ")]}, "actions"),
        ({"actions": [do("notify", to=["everybody"], text="x")]}, "actions"),
        ({"actions": [do("notify", to=["assignee"], text="{{ ticket.subject }}")]}, "actions"),
        ({"actions": [do("add_tags", tags=["x" * 61])]}, "actions"),
        ({"actions": [do("add_tags", tags=[["x"]])]}, "actions"),
        ({"actions": [do("assign", assignee="root")]}, "actions"),
        ({"actions": [do("snooze", seconds=10**12)]}, "actions"),
        ({"actions": [do("webhook", webhook=1)]}, "actions"),
        ({"kind": "timed"}, "since"),
        ({"kind": "timed", "since": "opened", "after_seconds": -1}, "after_seconds"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_what_makes_no_sense_is_named_by_its_field(api: Api, change: dict[str, Any], field: str) -> None:
    answer = api.post("rules/", {**RULE, **change})
    assert answer.status_code == 400, answer.content
    assert list(answer.json()["errors"]) == [field]
    assert not Rule.objects.exists()


def test_a_rehearsal_tells_what_would_be_and_does_nothing(api: Api, agent: User) -> None:
    make_mailbox()
    leaking = make_ticket(make_customer("maya@cafenorr.example", "Maya"), subject="It leaks")
    make_ticket(subject="A question")
    done = make_ticket(subject="Leak again", priority=4)
    rule = {
        **RULE,
        "actions": [do("set_priority", priority=4), do("reply", text="Hi {{ customer.first_name }}")],
    }
    before = (Event.objects.count(), Outbound.objects.count(), Ticket.objects.get(pk=leaking.pk).seq)
    told = api.post("rules/rehearsal/", rule).json()
    assert (told["looked_at"], told["cut"]) == (3, False)
    assert [(f["number"], f["changes"]) for f in told["found"]] == [
        (done.number, ["Reply: Hi there"]),
        (leaking.number, ["Priority: Normal → Urgent", "Reply: Hi Maya"]),
    ]
    assert told["found"][1]["matched"][0]["value"] == "“leak”"
    assert (Event.objects.count(), Outbound.objects.count(), Ticket.objects.get(pk=leaking.pk).seq) == before
    assert not Rule.objects.exists()
    assert not RuleRun.objects.exists()
    assert not WebhookDelivery.objects.exists()
    assert mail.outbox == []


def test_a_timed_rule_is_rehearsed_with_its_moment(api: Api) -> None:
    ticket = make_ticket()
    make_inbound(ticket)
    rule = {**RULE, "kind": "timed", "events": [], "conditions": {}, "since": "waiting", "after_seconds": 3600}
    (found,) = api.post("rules/rehearsal/", rule).json()["found"]
    assert found["number"] == ticket.number
    assert found["at"] > ticket.created_at.isoformat()[:19]


def test_the_vocabulary_names_all_there_is(api: Api) -> None:
    team = Team.objects.create(name="Machines", slug="machines")
    words = api.get("rules/vocabulary/").json()
    assert {"key": "opened", "label": "A ticket is opened"} in words["events"]
    fields = {f["key"]: f for f in words["fields"]["view"]}
    assert {"value": "me", "label": "My teams"} in fields["team"]["options"]
    assert {"value": team.pk, "label": "Machines"} in fields["team"]["options"]
    assert "actor" not in fields
    assert fields["requester"]["lookup"] == "customers"
    assert {a["key"] for a in words["actions"]} >= {"reply", "webhook", "snooze"}


READS = [
    "rules/",
    "rules/1/",
    "rules/1/runs/",
    "rules/vocabulary/",
    "webhooks/",
    "webhooks/1/",
    "webhooks/1/deliveries/",
]
WRITES = [
    ("post", "rules/", RULE),
    ("put", "rules/{rule}/", {**RULE, "version": 1}),
    ("patch", "rules/{rule}/", {"active": False, "version": 1}),
    ("delete", "rules/{rule}/", None),
    ("post", "rules/{rule}/position/", {"position": 1}),
    ("post", "rules/rehearsal/", RULE),
    ("post", "webhooks/", {"name": "x", "url": "https://example.com/"}),
    ("put", "webhooks/1/", {"name": "x", "url": "https://example.com/", "version": 1}),
    ("delete", "webhooks/1/", None),
    ("post", "webhooks/1/secret/", {}),
    ("post", "webhooks/1/deliveries/1/retry/", {}),
]


def test_nobody_but_administrators_comes_near(
    agent: User, light_agent: User, customer: User, outsider: User, admin: User
) -> None:
    rule = make_rule(do("set_priority", priority=4))
    for person in (None, agent, light_agent, customer, outsider):
        expected = 401 if person is None else 403
        someone = Api(person)
        for path in READS:
            assert someone.get(path).status_code == expected, path
        for method, path, body in WRITES:
            args = [path.format(rule=rule.pk)] + ([body] if body is not None else [])
            assert getattr(someone, method)(*args).status_code == expected, path
    assert [r.name for r in Rule.objects.all()] == ["Machine down"]


def test_longer_lists_cost_no_more_statements(api: Api, settings: Any) -> None:
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    team = Team.objects.create(name="Machines", slug="machines")

    def grow() -> None:
        for n in range(4):
            conditions = when("team", "is", [team.pk])
            rule = {**RULE, "name": f"Rule {n}", "conditions": conditions}
            assert api.post("rules/", rule).status_code == 201
            macro = {"name": f"M {n}", "visibility": "team", "team": "machines", "actions": RULE["actions"]}
            assert api.post("macros/", macro).status_code == 201
            assert api.post("webhooks/", {"name": "W", "url": "http://127.0.0.1:9/"}).status_code == 201
            make_ticket(team=team)

    def statements(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert api.get(path).status_code == 200
        return len(captured)

    grow()
    rule = Rule.objects.latest("pk")
    paths = ["rules/", f"rules/{rule.pk}/runs/", "macros/", "webhooks/", "rules/vocabulary/"]
    few = [statements(path) for path in paths]
    grow()
    assert [statements(path) for path in paths] == few


def test_a_rehearsal_ends_when_its_time_is_over(admin: User) -> None:
    for _ in range(3):
        make_ticket()
    rule = make_rule(do("set_priority", priority=4))
    told = rehearse(rule, Ticket.objects.visible_to(admin), seconds=-1)
    assert (told.looked_at, told.cut) == (0, True)
    assert len(rehearse(rule, Ticket.objects.visible_to(admin), most=2).found) == 2
