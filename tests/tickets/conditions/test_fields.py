"""Each condition says the same of a ticket in memory and in the database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from accounts.models import Membership, Organization, Team, User
from tests.factories import make_answer, make_customer, make_inbound, make_ticket
from tickets import conditions
from tickets.conditions import Facts, Use
from tickets.models import Status, Tag, Ticket
from tickets.operations.assigning import assign_team
from tickets.operations.editing import set_priority
from tickets.operations.progress import set_status
from tickets.operations.tagging import set_tags

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 7, 12, tzinfo=UTC)


@pytest.fixture
def grinders(db: None) -> Team:
    return Team.objects.create(name="Grinders", slug="grinders")


@pytest.fixture
def ticket(grinders: Team, agent: User) -> Ticket:
    organization = Organization.objects.create(name="Café Norr")
    requester = make_customer("maya@cafenorr.example", "Maya Lindqvist")
    requester.organization = organization
    requester.save()
    with time_machine.travel(NOW - timedelta(hours=30), tick=False):
        made = make_ticket(requester, subject="LEAK under the Pump", text="Water everywhere", team=grinders, priority=4)
        set_tags(made, to=["pump", "urgent"], by=agent)
    return Ticket.objects.get(pk=made.pk)


def one(field: str, op: str, value: Any = None) -> dict[str, Any]:
    leaf = {"field": field, "op": op}
    return {"match": "all", "conditions": [leaf if value is None else {**leaf, "value": value}]}


def shown(field: str, op: str, value: Any, ticket: Ticket) -> str | None:
    found = conditions.holds(one(field, op, value), Facts(ticket, now=NOW))
    return found[0]["value"] if found else None


def tag(name: str) -> int:
    return Tag.objects.get(name=name).pk


CASES: list[tuple[str, str, Any, str | None]] = [
    ("priority", "is", [3, 4], "Urgent"),
    ("priority", "is_not", [3, 4], None),
    ("category", "is", ["new"], "New"),
    ("channel", "is", ["chat"], None),
    ("type", "is_not", ["incident"], "Question"),
    ("team", "is", "grinders", "Grinders"),
    ("team", "not_empty", None, "Grinders"),
    ("assignee", "empty", None, "none"),
    ("assignee", "not_empty", None, None),
    ("organization", "is", "norr", "Café Norr"),
    ("requester", "is", "maya", "Maya Lindqvist"),
    ("sla", "empty", None, "none"),
    ("tags", "any_of", ["pump"], "pump"),
    ("tags", "all_of", ["pump", "urgent"], "pump, urgent"),
    ("tags", "all_of", ["pump", "other"], None),
    ("tags", "none_of", ["other"], "none of them"),
    ("tags", "none_of", ["other", "pump"], None),
    ("tags", "empty", None, None),
    ("subject", "contains", ["tap", "leak"], "“leak”"),
    ("subject", "contains_not", ["leak"], None),
    ("subject", "starts_with", ["leak under"], "“leak under”"),
    ("subject", "is", ["leak under the pump"], "“leak under the pump”"),
    ("opened", "more_than", 86400, "1 day 6 h"),
    ("opened", "less_than", 86400, None),
    ("waiting", "more_than", 86400, "1 day 6 h"),
    ("sla_due", "less_than", 3600, None),
    ("resolved", "more_than", 0, None),
]


@pytest.mark.parametrize(("field", "op", "value", "expected"), CASES)
def test_memory_and_database_agree(
    ticket: Ticket, grinders: Team, admin: User, field: str, op: str, value: Any, expected: str | None
) -> None:
    Tag.objects.create(name="other")
    named = {"grinders": [grinders.pk], "norr": [ticket.organization_id], "maya": [ticket.requester_id]}
    value = named[value] if isinstance(value, str) else value
    value = [tag(v) for v in value] if field == "tags" and value else value
    with time_machine.travel(NOW, tick=False):
        assert conditions.validate(one(field, op, value), Use.VIEW) == []
        assert shown(field, op, value, ticket) == expected
        found = Ticket.objects.visible_to(admin).filter(conditions.as_q(one(field, op, value), admin))
        assert list(found) == ([ticket] if expected else [])


def test_a_view_knows_who_looks(ticket: Ticket, agent: User, grinders: Team) -> None:
    mine = Ticket.objects.filter(conditions.as_q(one("team", "is", ["me"]), agent))
    assert not mine.exists()
    Membership.objects.create(team=grinders, user=agent)
    again = User.objects.get(pk=agent.pk)
    assert Ticket.objects.filter(conditions.as_q(one("team", "is", ["me"]), again)).get() == ticket
    assert not Ticket.objects.filter(conditions.as_q(one("assignee", "is", ["me"]), again)).exists()


def test_groups_join_any_inside_all(ticket: Ticket, admin: User) -> None:
    tree: dict[str, Any] = {
        "match": "all",
        "conditions": [
            {"field": "priority", "op": "is", "value": [4]},
            {
                "match": "any",
                "conditions": [
                    {"field": "subject", "op": "contains", "value": ["scale"]},
                    {"field": "tags", "op": "any_of", "value": [tag("pump")]},
                ],
            },
        ],
    }
    assert conditions.validate(tree, Use.VIEW) == []
    held = conditions.holds(tree, Facts(ticket))
    assert held is not None
    assert [(m["label"], m["value"]) for m in held] == [("Priority", "Urgent"), ("Tags", "pump")]
    assert Ticket.objects.filter(conditions.as_q(tree, admin)).exists()
    assert conditions.describe(tree) == "Priority is Urgent and (Subject mentions “scale” or Tags include any of pump)"
    tree["conditions"][1]["conditions"][1]["value"] = [tag("urgent") + 1000]
    assert conditions.holds(tree, Facts(ticket)) is None
    assert conditions.describe(tree).endswith("a tag that is gone)")


def test_an_empty_tree_fits_everything(ticket: Ticket, admin: User) -> None:
    for tree in ({}, {"match": "any", "conditions": []}):
        assert conditions.validate(tree) == []
        assert conditions.holds(tree, Facts(ticket)) == []
        assert Ticket.objects.filter(conditions.as_q(tree, admin)).exists()


def test_changes_know_before_and_after(ticket: Ticket, agent: User, grinders: Team) -> None:
    other = Team.objects.create(name="Orders", slug="orders")
    waiting = Status.objects.get(category="waiting_customer")
    events = {
        "priority": (set_priority(ticket, to=1, by=agent), 4, 1, "Urgent → Low"),
        "team": (assign_team(ticket, to=other, by=agent), grinders.pk, other.pk, "Grinders → Orders"),
        "status": (set_status(ticket, to=waiting, by=agent), None, waiting.pk, f"New → {waiting.name}"),
        "category": (set_status(ticket, to=Status.objects.get(category="open"), by=agent), None, "open", None),
    }
    for field, (event, before, after, words) in events.items():
        assert event is not None
        facts = Facts(event.ticket, event)
        held = conditions.holds(one(field, "changed"), facts)
        assert held is not None
        if words:
            assert held[0]["value"] == words
        assert conditions.holds(one(field, "changed_to", [after]), facts) is not None
        assert conditions.holds(one(field, "changed_to", [before or 0]), facts) is None
        if before:
            assert conditions.holds(one(field, "changed_from", [before]), facts) is not None
        assert conditions.holds(one("type", "changed"), facts) is None


def test_tags_know_what_was_given_and_lost(ticket: Ticket, agent: User) -> None:
    event = set_tags(ticket, to=["pump", "vip"], by=agent)
    assert event is not None
    facts = Facts(ticket, event)
    assert conditions.holds(one("tags", "added", [tag("vip")]), facts)
    assert not conditions.holds(one("tags", "added", [tag("pump")]), facts)
    assert conditions.holds(one("tags", "removed", [tag("urgent")]), facts)


def test_words_who_and_how_often(ticket: Ticket, agent: User) -> None:
    make_answer(ticket, by=agent)
    message = make_inbound(ticket, text="Still LEAKING.")
    facts = Facts(ticket, message.event)
    assert conditions.holds(one("message", "contains", ["leaking"]), facts)
    assert conditions.holds(one("actor", "is", ["customer"]), facts)
    assert conditions.holds(one("customer_messages", "is", 2), facts)
    assert conditions.holds(one("agent_messages", "less_than", 2), facts)
    assert conditions.holds(one("domain", "is", ["cafenorr.example"]), facts)
    assert conditions.holds(one("reopened", "is", 0), facts)
    assert conditions.holds(one("message", "contains", ["leaking"]), Facts(ticket))


def test_time_counts_by_the_calendar(ticket: Ticket) -> None:
    monday_noon, night = NOW, NOW + timedelta(hours=12)
    assert conditions.holds(one("hours", "within"), Facts(ticket, now=monday_noon))
    assert not conditions.holds(one("hours", "within"), Facts(ticket, now=night))
    assert conditions.holds(one("hours", "outside"), Facts(ticket, now=night))
    assert conditions.holds(one("hours", "outside"), Facts(ticket, now=monday_noon), timeless=True) == []
