"""Policies choose tickets by the conditions that rules and views use, without reading more than they ask for."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry, Calendar, Notification, Team, User
from tests.factories import make_ticket
from tests.tickets.sla.conftest import HOUR, calendar_b, promise
from tickets.conditions import Use, fields
from tickets.models import CustomField, SlaClock, SlaPolicy, Ticket
from tickets.operations.editing import set_subject
from tickets.operations.filling import set_fields
from tickets.operations.tagging import set_tags
from tickets.operations.timekeeping import renew_promises
from tickets.sla.disabling import disable_broken_policies, disable_policy

__all__ = ["calendar_b"]
pytestmark = pytest.mark.django_db


def covering(calendar: Calendar, *conditions: dict[str, Any], match: str = "all") -> SlaPolicy:
    policy = promise(calendar, resolution=HOUR)
    policy.conditions = {"match": match, "conditions": list(conditions)}
    policy.version += 1
    policy.save()
    return policy


def asks(field: str, op: str, value: Any = None) -> dict[str, Any]:
    return {"field": field, "op": op, "value": value}


def promised(ticket: Ticket) -> bool:
    return SlaClock.objects.filter(ticket=ticket, ended_at=None).exists()


def test_groups_and_words_choose_tickets_as_in_rules(calendar_b: Calendar) -> None:
    either = {"match": "any", "conditions": [asks("subject", "contains", ["leak"]), asks("priority", "is", [4])]}
    covering(calendar_b, either, asks("channel", "is_not", ["chat"]))
    assert promised(make_ticket(subject="A leak again"))
    assert promised(make_ticket(priority=4))
    assert not promised(make_ticket(subject="A question"))


def test_a_custom_field_and_a_tag_bring_a_ticket_under_a_policy_and_out_of_it(
    calendar_b: Calendar, agent: User
) -> None:
    CustomField.objects.create(key="plan", label="Plan", kind="choice", options=["pro", "free"])
    covering(calendar_b, asks("custom_plan", "is", ["pro"]))
    ticket = make_ticket()
    assert not promised(ticket)
    set_fields(ticket, to={"plan": "pro"}, by=agent)
    assert promised(ticket)
    set_fields(ticket, to={"plan": "free"}, by=agent)
    assert not promised(ticket)


def test_matching_ordinary_fields_costs_no_statement(calendar_b: Calendar) -> None:
    team = Team.objects.create(name="Machines", slug="machines")
    CustomField.objects.create(key="plan", label="Plan", kind="text")
    plain = promise(calendar_b, resolution=HOUR)

    def statements() -> int:
        make_ticket(team=team)  # what is kept per process is read once
        with CaptureQueriesContext(connection) as asked:
            ticket = make_ticket(team=team)
        assert promised(ticket)
        return len(asked)

    without = statements()
    SlaPolicy.objects.filter(pk=plain.pk).update(retired_at=plain.updated_at)
    covering(
        calendar_b,
        asks("priority", "is", [2]),
        asks("type", "is", ["question"]),
        asks("channel", "is", ["email"]),
        asks("team", "is", [team.pk]),
        asks("organization", "empty"),
        asks("requester", "is_not", [0]),
        asks("subject", "contains_not", ["spam"]),
        asks("custom_plan", "empty"),
    )
    assert statements() == without


def test_a_condition_on_a_field_that_is_gone_disables_the_policy_and_tells_administrators(
    calendar_b: Calendar, admin: User
) -> None:
    field = CustomField.objects.create(key="plan", label="Plan", kind="text")
    policy = covering(calendar_b, asks("custom_plan", "empty"))
    ticket = make_ticket()
    assert promised(ticket)
    field.retired_at = policy.updated_at
    field.save()
    assert disable_broken_policies() == 1
    assert disable_broken_policies() == 0
    policy.refresh_from_db()
    assert policy.disabled_reason == "There is no field “custom_plan”."
    told = Notification.objects.get(user=admin, kind="rule_disabled")
    assert told.text == "The SLA policy “Everyone” was switched off: There is no field “custom_plan”."
    assert AuditEntry.objects.get(kind="slapolicy").action == "disabled"
    # What runs is no longer promised, within a beat.
    assert renew_promises() == 1
    assert not promised(ticket)
    assert not promised(make_ticket())


def test_mail_that_meets_a_broken_policy_comes_in_and_gets_the_next_one(calendar_b: Calendar, admin: User) -> None:
    broken = covering(calendar_b, asks("custom_gone", "is", ["x"]))
    mangled = covering(calendar_b, asks("subject", "contains", None))
    good = promise(calendar_b, resolution=2 * HOUR, position=9)
    clock = SlaClock.objects.get(ticket=make_ticket())
    assert clock.policy == good
    broken.refresh_from_db()
    mangled.refresh_from_db()
    assert broken.disabled_reason == "There is no field “custom_gone” any more."
    assert mangled.disabled_reason == ""
    assert disable_broken_policies() == 1


def test_a_policy_mended_meanwhile_is_not_put_out_of_force(calendar_b: Calendar, admin: User) -> None:
    read_before = covering(calendar_b, asks("custom_gone", "is", ["x"]))
    SlaPolicy.objects.filter(pk=read_before.pk).update(conditions={}, version=read_before.version + 1)
    assert not disable_policy(read_before, "There is no field “custom_gone” any more.")
    assert SlaPolicy.objects.get().disabled_reason == ""


def test_policies_cannot_hang_on_what_changes_while_they_run() -> None:
    offered = {key for key, field in fields().items() if Use.POLICY in field.uses}
    assert offered == {"priority", "type", "channel", "team", "tags", "subject", "requester", "organization", "domain"}


def test_a_tag_given_later_brings_a_ticket_under_a_policy(calendar_b: Calendar, agent: User) -> None:
    ticket = make_ticket()
    set_tags(ticket, to=["vip"], by=agent)
    covering(calendar_b, asks("tags", "any_of", [ticket.tags.get().pk]))
    other = make_ticket()
    assert not promised(other)
    set_tags(other, to=["vip"], by=agent)
    assert promised(other)


def test_another_subject_is_looked_at_anew(calendar_b: Calendar, agent: User) -> None:
    covering(calendar_b, asks("subject", "contains", ["leak"]))
    ticket = make_ticket(subject="A question")
    assert not promised(ticket)
    set_subject(ticket, to="It was a leak", by=agent)
    assert promised(ticket)
