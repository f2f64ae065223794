"""Administrators build rules in the browser, rehearse them and read what they did."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, Team, User
from channels_inbox.forms.actions import ActionBuilder
from tests.channels_inbox.desk.conftest import HTMX, signed_in
from tests.channels_inbox.forms.test_condition_builder import Controls
from tests.factories import make_inbound, make_ticket, make_user
from tickets.models import CustomField, Rule, RuleRun, Status, Ticket
from tickets.models.kinds import Priority

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(admin: User) -> Client:
    return signed_in(admin)


def form(**changes: Any) -> dict[str, Any]:
    """Return a rule's form as a browser sends it: a leak is urgent."""
    return {
        "name": "Machine down",
        "active": "on",
        "events": ["opened", "customer_wrote"],
        "c-match": "all",
        "c-row": ["ra"],
        "c-ra-field": "subject",
        "c-ra-op": "contains",
        "c-ra-value": "leak, flood",
        "a-row": ["rb"],
        "a-rb-action": "set_priority",
        "a-rb-was": "set_priority",
        "a-rb-priority": "4",
        **changes,
    }


def make(desk: Client, **changes: Any) -> Rule:
    response = desk.post(reverse("agent_new_rule", args=["trigger"]), form(**changes))
    assert response.status_code == 302, response.context["form"].errors
    return Rule.objects.latest("pk")


def test_a_rule_is_made_and_works(desk: Client, admin: User) -> None:
    rule = make(desk)
    assert rule.conditions["conditions"] == [{"field": "subject", "op": "contains", "value": ["leak", "flood"]}]
    assert rule.actions == [{"action": "set_priority", "params": {"priority": 4}}]
    ticket = make_ticket(subject="A leak under the machine")
    assert Ticket.objects.get(pk=ticket.pk).priority == Priority.URGENT
    assert make_ticket(subject="A question").priority == Priority.NORMAL
    entry = AuditEntry.objects.get(kind="rule")
    assert (entry.by, entry.action) == (admin, "added")
    page = desk.get(reverse("agent_rules")).content.decode()
    assert "A ticket is opened, The customer writes → Set priority" in page
    runs = desk.get(reverse("agent_rule_runs", args=[rule.pk])).content.decode()
    assert f"#{ticket.number}" in runs
    assert "Priority: Normal → Urgent" in runs


def test_what_is_drawn_can_be_saved_unchanged(desk: Client, agent: User) -> None:
    team, status = Team.objects.create(name="Grinders", slug="grinders"), Status.objects.get(slug="open")
    CustomField.objects.create(key="serial", label="Serial number", kind="text")
    actions = [
        {"action": "reply", "params": {"text": "Hello {{ customer.first_name }},\n\nwe are on it."}},
        {"action": "set_status", "params": {"status": status.pk}},
        {"action": "set_team", "params": {"team": None}},
        {"action": "set_team", "params": {"team": team.pk}},
        {"action": "set_type", "params": {"type": "incident"}},
        {"action": "assign", "params": {"assignee": "nobody"}},
        {"action": "assign", "params": {"assignee": agent.pk}},
        {"action": "add_tags", "params": {"tags": ["pump", "water leak"]}},
        {"action": "notify", "params": {"to": ["team", agent.pk], "text": "Look at {{ ticket.number }}"}},
        {"action": "snooze", "params": {"seconds": 7200}},
        {"action": "set_field", "params": {"field": "serial", "value": "A 17"}},
    ]
    rule = Rule.objects.create(name="All", kind="trigger", events=["opened"], actions=actions)
    page = desk.get(reverse("agent_rule", args=[rule.pk]))
    builder = page.context["actions"]
    assert builder.items() == actions
    assert builder.is_valid(), [row.error for row in builder.rows]
    html = render_to_string("agent/actions/_builder.html", {"actions": builder})
    assert "Hello {{ customer.first_name }}" in html
    sent = Controls(html).sent
    # A text area's words stand between its tags, where the collector does not look.
    sent[f"a-{builder.rows[0].key}-text"] = actions[0]["params"]["text"]  # type: ignore[index]
    assert ActionBuilder.read(sent).items() == actions


def test_all_that_is_wrong_is_said_at_once_and_kept(desk: Client) -> None:
    wrong = form(name="", events=[], **{"c-ra-value": " ", "a-rb-action": "reply", "a-rb-was": "reply"})
    wrong["a-rb-text"] = "Hello {{ customer.shoe_size }}"
    refused = desk.post(reverse("agent_new_rule", args=["trigger"]), wrong)
    page = refused.content.decode()
    assert refused.status_code == 422
    for words in ("Please fill this in", "Choose what it waits for.", "Enter one to a hundred words", "shoe_size"):
        assert words in page
    assert "Hello {{ customer.shoe_size }}" in page
    assert not Rule.objects.exists()


def test_a_timed_rule_counts_from_a_moment(desk: Client) -> None:
    url = reverse("agent_new_rule", args=["timed"])
    sent = form(since="waiting", after="2 h", mode="business", waits_for_opening="on", events=[])
    assert desk.post(url, sent).status_code == 302
    rule = Rule.objects.get()
    assert (rule.kind, rule.since, rule.after_seconds, rule.waits_for_opening) == ("timed", "waiting", 7200, True)
    assert desk.post(url, {**sent, "after": "soon"}).status_code == 422
    days = desk.post(url, {**sent, "after": "2 days"})
    assert "business time is counted in hours, not days" in days.content.decode()


def test_a_rehearsal_tells_what_would_change_and_changes_nothing(desk: Client) -> None:
    leak, other = make_ticket(subject="A leak"), make_ticket(subject="A question")
    make_inbound(leak)
    url = reverse("agent_rule_rehearsal", args=["trigger"])
    told = desk.post(url, form(span="100"), headers=HTMX).content.decode()
    assert '<b class="num">1</b> of the last <b class="num">2</b> tickets would change' in told
    assert f"#{leak.number}" in told
    assert f"#{other.number}" not in told
    assert "Matched subject “leak”" in told
    assert "Priority: Normal → Urgent" in told
    assert Ticket.objects.get(pk=leak.pk).priority == Priority.NORMAL
    assert not Rule.objects.exists()
    assert not RuleRun.objects.exists()


def test_a_rehearsal_of_half_a_rule_says_what_is_missing(desk: Client) -> None:
    url = reverse("agent_rule_rehearsal", args=["trigger"])
    told = desk.post(url, form(events=[], **{"a-row": []}), headers=HTMX)
    assert told.status_code == 422
    assert "Choose what it waits for." in told.content.decode()
    assert "Choose at least one action." in told.content.decode()


def test_rules_stand_in_the_order_given_to_them(desk: Client) -> None:
    first, second = make(desk, name="First"), make(desk, name="Second")
    desk.post(reverse("agent_rule_position", args=[second.pk]), {"to": 1})
    assert list(Rule.objects.all()) == [second, first]


def switch(desk: Client, rule: Rule, to: str, *, version: int | None = None) -> str:
    told = desk.post(
        reverse("agent_rule_switch", args=[rule.pk]), {"to": to, "version": version or rule.version}, follow=True
    )
    assert told.status_code == 200
    rule.refresh_from_db()
    return told.content.decode()


def test_a_rule_is_switched_in_the_list(desk: Client, admin: User) -> None:
    rule = make(desk)
    page = switch(desk, rule, "off")
    assert "“Machine down” is switched off" in page
    assert 'aria-checked="false" aria-label="Machine down"' in page
    assert (rule.active, rule.version) == (False, 2)
    assert make_ticket(subject="A leak").priority == Priority.NORMAL
    entry = AuditEntry.objects.filter(kind="rule").latest("pk")
    assert (entry.action, entry.by, entry.before["active"], entry.after["active"]) == ("changed", admin, True, False)
    assert 'aria-checked="true"' in switch(desk, rule, "on")
    assert make_ticket(subject="A leak").priority == Priority.URGENT


def test_a_switch_pressed_twice_or_on_an_older_rule_changes_nothing(desk: Client) -> None:
    rule = make(desk)
    switch(desk, rule, "off")
    switch(desk, rule, "off")
    assert (rule.active, rule.version, AuditEntry.objects.filter(kind="rule").count()) == (False, 2, 2)
    assert "was changed meanwhile" in switch(desk, rule, "on", version=1)
    assert (rule.active, rule.version) == (False, 2)


def test_a_rule_that_cannot_work_is_switched_off_but_not_on(desk: Client) -> None:
    rule = make(desk)
    Rule.objects.filter(pk=rule.pk).update(actions=[{"action": "set_team", "params": {"team": 4711}}])
    switch(desk, rule, "off")
    assert not rule.active
    page = switch(desk, rule, "on")
    assert "“Machine down” stays off: " in page
    assert "The team named here does not exist any more." in page
    assert not rule.active


def test_a_rule_the_desk_switched_off_says_why_and_comes_back(desk: Client) -> None:
    rule = make(desk)
    Rule.objects.filter(pk=rule.pk).update(active=False, disabled_reason="There is no field “mood” any more.")
    assert "There is no field “mood” any more." in desk.get(reverse("agent_rules")).content.decode()
    url = reverse("agent_rule", args=[rule.pk])
    assert "Switched off by the desk" in desk.get(url).content.decode()
    assert desk.post(url, form(version=rule.version)).status_code == 302
    rule.refresh_from_db()
    assert (rule.active, rule.disabled_reason) == (True, "")


def test_of_two_who_edit_one_rule_the_second_is_told(desk: Client) -> None:
    rule = make(desk)
    other = signed_in(make_user(User.Role.ADMIN, name="Olof Berg"))
    url = reverse("agent_rule", args=[rule.pk])
    assert desk.post(url, form(name="Leaks", version=1)).status_code == 302
    told = other.post(url, form(name="Floods", version=1, **{"c-ra-value": "flood"}))
    page = told.content.decode()
    assert told.status_code == 409
    assert "Ingrid Falk changed this" in page
    assert 'value="Floods"' in page
    assert 'value="flood"' in page
    assert Rule.objects.get().name == "Leaks"


def test_a_deleted_rule_is_gone_and_in_the_log(desk: Client) -> None:
    rule = make(desk)
    desk.post(reverse("agent_rule_removal", args=[rule.pk]))
    assert not Rule.objects.exists()
    assert AuditEntry.objects.filter(kind="rule", action="removed").exists()


def test_rows_of_actions_come_go_and_move(admin: User) -> None:
    builder = ActionBuilder()
    builder.do("add")
    builder.do("add")
    first, second = builder.rows
    builder.do(f"up {second.key}")
    assert builder.rows == [second, first]
    builder.do(f"down {first.key}")
    assert builder.rows == [second, first]
    builder.do(f"remove {second.key}")
    assert builder.rows == [first]


def test_nothing_is_chosen_for_somebody_who_adds_an_action(admin: User) -> None:
    for name in ("set_priority", "set_type", "set_status", "assign", "set_field"):
        sent = QueryDict(mutable=True)
        sent.update({"a-row": "r1", "a-r1-action": name})
        builder = ActionBuilder.read(sent)
        (row,) = builder.rows
        assert row.controls[0].options[0] == ("", "Choose", False)
        assert not builder.is_valid()
        assert row.error == f"{row.controls[0].label}: Choose one."


def test_nonsense_is_no_error_page(desk: Client) -> None:
    for sent in (
        {"a-row": ["../x", "r1", "zz"], "a-r1-action": "explode", "a-do": "up r9"},
        {"a-row": ["r1"] * 99, "a-r1-action": "assign", "a-r1-assignee": "9" * 40},
        {"a-row": ["r1"], "a-r1-action": "notify", "a-r1-to": ["\0", "9" * 40]},
    ):
        assert desk.post(reverse("agent_actions", args=["rule"]), sent).status_code == 200
        assert desk.post(reverse("agent_new_rule", args=["trigger"]), sent).status_code == 422


@pytest.mark.parametrize("role", [User.Role.AGENT, User.Role.LIGHT_AGENT])
def test_only_administrators_build_rules_and_who_answers_macros(role: User.Role) -> None:
    client = signed_in(make_user(role))
    assert client.post(reverse("agent_actions", args=["rule"])).status_code == 404
    assert client.post(reverse("agent_actions", args=["macro"])).status_code == (200 if role == "agent" else 404)


def test_a_value_entered_for_another_action_is_forgotten() -> None:
    sent = QueryDict(mutable=True)
    sent.update({"a-row": "r1", "a-r1-action": "set_type", "a-r1-was": "set_priority", "a-r1-type": "task"})
    (row,) = ActionBuilder.read(sent).rows
    assert row.controls[0].entered == []
