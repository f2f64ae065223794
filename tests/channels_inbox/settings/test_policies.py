"""Administrators say what is promised to whom."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, Calendar, User
from tests.channels_inbox.desk.conftest import signed_in
from tests.factories import make_ticket, make_user
from tickets.models import Metric, SlaClock, SlaPolicy, Ticket
from tickets.operations.timekeeping import renew_promises

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(admin: User) -> Client:
    return signed_in(admin)


def form(**changes: Any) -> dict[str, Any]:
    """Return a policy's form as a browser sends it."""
    return {
        "name": "Everyone",
        "calendar": Calendar.objects.get(is_default=True).pk,
        "pauses_in": ["waiting_customer"],
        "first_response_2": "30 min",
        "resolution_2": "8 h",
        "mode_2": "business",
        **changes,
    }


def asking_for_mail() -> dict[str, Any]:
    """Return the condition “Channel is Email” as the builder sends it."""
    row = "c-rab"
    return {
        "c-match": "all",
        "c-row": ["rab"],
        f"{row}-was": "channel",
        f"{row}-field": "channel",
        f"{row}-op": "is",
        f"{row}-value": ["email"],
    }


def test_a_policy_is_made_and_promises_at_once(desk: Client) -> None:
    assert desk.post(reverse("agent_new_policy"), form()).status_code == 302
    ticket = make_ticket()
    assert {c.metric: c.target_seconds for c in ticket.clocks.all()} == {
        Metric.FIRST_RESPONSE: 1800,
        Metric.RESOLUTION: 28800,
    }
    policy = SlaPolicy.objects.get()
    page = desk.get(reverse("agent_policy", args=[policy.pk])).content.decode()
    assert 'value="30 min"' in page
    assert 'value="8 h"' in page
    assert AuditEntry.objects.get().after["targets"]["Normal, first reply"] == "30 min, business hours"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"resolution_2": "10 min"}, "Normal: resolving takes at least as long as the first reply"),
        ({"first_response_2": "soon"}, "Normal: first reply: “soon” is no length of time"),
        ({"first_response_2": "10 s"}, "fifteen seconds is the least"),
        ({"first_response_2": "", "resolution_2": ""}, "enter at least one time"),
        ({"first_response_2": "999999 h"}, "no promise"),
        ({"first_response_2": "2 days"}, "business time is counted in hours, not days; write it like 16 h"),
    ],
)
def test_promises_nobody_can_keep_are_refused(changes: dict[str, str], words: str, desk: Client) -> None:
    response = desk.post(reverse("agent_new_policy"), form(**changes))
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not SlaPolicy.objects.exists()


def test_the_first_policy_a_ticket_meets_is_its_own_and_the_order_can_be_changed(desk: Client) -> None:
    desk.post(reverse("agent_new_policy"), form())
    desk.post(reverse("agent_new_policy"), form(name="By mail", first_response_2="15 min", **asking_for_mail()))
    everyone, by_mail = SlaPolicy.objects.all()
    assert make_ticket().clocks.get(metric="first_response").policy == everyone
    desk.post(reverse("agent_policy_position", args=[by_mail.pk]), {"to": 1})
    assert list(SlaPolicy.objects.all()) == [by_mail, everyone]
    assert make_ticket().clocks.get(metric="first_response").policy == by_mail
    assert make_ticket(channel="web_form").clocks.get(metric="first_response").policy == everyone


def test_of_two_who_edit_one_policy_the_second_is_told(desk: Client) -> None:
    desk.post(reverse("agent_new_policy"), form())
    url = reverse("agent_policy", args=[SlaPolicy.objects.get().pk])
    other = signed_in(make_user(User.Role.ADMIN))
    assert desk.post(url, form(version=1, resolution_2="9 h")).status_code == 302
    told = other.post(url, form(version=1, resolution_2="7 h"))
    assert told.status_code == 409
    assert "Ingrid Falk changed this while you were editing" in told.content.decode()
    assert SlaPolicy.objects.get().targets.get(metric="resolution").seconds == 9 * 3600


def test_an_edited_policy_reaches_the_clocks_that_run(desk: Client) -> None:
    desk.post(reverse("agent_new_policy"), form())
    ticket = make_ticket()
    url = reverse("agent_policy", args=[SlaPolicy.objects.get().pk])
    desk.post(url, form(version=1, resolution_2="20 h"))
    assert renew_promises() == 1
    assert ticket.clocks.get(metric="resolution").target_seconds == 20 * 3600
    assert renew_promises() == 0


def test_a_policy_out_of_use_promises_nothing_more(desk: Client) -> None:
    desk.post(reverse("agent_new_policy"), form())
    ticket = make_ticket()
    desk.post(reverse("agent_policy_retirement", args=[SlaPolicy.objects.get().pk]))
    assert renew_promises() == 1
    assert {c.state for c in SlaClock.objects.all()} == {SlaClock.State.CANCELLED}
    assert Ticket.objects.get(pk=ticket.pk).sla_due_at is None
    assert not make_ticket().clocks.exists()


def test_a_policy_chooses_when_it_warns(desk: Client) -> None:
    desk.post(reverse("agent_new_policy"), form(warnings=["50", "90"]))
    policy = SlaPolicy.objects.get()
    assert policy.warnings == [50, 90]
    ticket = make_ticket()
    clock = SlaClock.objects.get(ticket=ticket, metric=Metric.RESOLUTION)
    assert clock.due_at is not None
    assert clock.next_at is not None
    assert clock.next_at < clock.due_at
    page = desk.get(reverse("agent_policy", args=[policy.pk])).content.decode()
    assert page.count('name="warnings"') == 3
    assert desk.post(reverse("agent_policy", args=[policy.pk]), form(warnings=["60"], version=1)).status_code == 422
    desk.post(reverse("agent_policy", args=[policy.pk]), form(warnings=[], version=1))
    policy.refresh_from_db()
    assert (policy.warnings, policy.version) == ([], 2)
    assert AuditEntry.objects.filter(before__warnings=[50, 90], after__warnings=[]).exists()
    renew_promises()
    clock.refresh_from_db()
    assert clock.next_at == clock.due_at


def test_a_policy_the_desk_switched_off_says_why_and_comes_back_when_it_is_mended(desk: Client, admin: User) -> None:
    desk.post(reverse("agent_new_policy"), form())
    policy = SlaPolicy.objects.get()
    gone = {"match": "all", "conditions": [{"field": "custom_gone", "op": "is", "value": ["x"]}]}
    SlaPolicy.objects.filter(pk=policy.pk).update(conditions=gone, version=2)
    assert not make_ticket().clocks.exists()
    url = reverse("agent_policy", args=[policy.pk])
    for page in (desk.get(url), desk.get(reverse("agent_policies"))):
        assert "There is no field “custom_gone” any more." in page.content.decode()
    assert desk.post(url, form(version=2)).status_code == 302
    policy.refresh_from_db()
    assert (policy.conditions, policy.disabled_reason, policy.version) == ({}, "", 3)
    assert make_ticket().clocks.exists()
    assert [entry.action for entry in AuditEntry.objects.order_by("pk")] == ["added", "disabled", "changed"]


def test_conditions_of_policies_are_kept_and_the_log_says_them(desk: Client) -> None:
    assert desk.post(reverse("agent_new_policy"), form(**asking_for_mail())).status_code == 302
    policy = SlaPolicy.objects.get()
    assert policy.conditions["conditions"] == [{"field": "channel", "op": "is", "value": ["email"]}]
    assert AuditEntry.objects.get().after["conditions"] == "Channel is Email"
    assert "Tickets by Channel" in desk.get(reverse("agent_policies")).content.decode()
    unwritten = desk.post(reverse("agent_new_policy"), form(**{**asking_for_mail(), "c-rab-value": []}))
    assert unwritten.status_code == 422
    assert "Choose at least one value." in unwritten.content.decode()


def test_only_administrators_build_conditions_of_policies(desk: Client, agent: User, outsider: User) -> None:
    url = reverse("agent_conditions", args=["policy"])
    assert "Priority" in desk.post(url, {"c-do": "add"}).content.decode()
    for user in (agent, outsider):
        assert signed_in(user).post(url, {"c-do": "add"}).status_code == 404
