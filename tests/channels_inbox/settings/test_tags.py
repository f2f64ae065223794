"""Administrators keep tags in order."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, Calendar, User
from tests.channels_inbox.desk.conftest import signed_in
from tests.factories import make_ticket
from tickets.models import Macro, Rework, Rule, SavedView, SlaPolicy, Tag
from tickets.operations import reworking
from tickets.operations.reworking import work_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(admin: User) -> Client:
    return signed_in(admin)


@pytest.fixture
def pump() -> Tag:
    return Tag.objects.create(name="Pump")


def tagged(keys: list[int]) -> dict[str, Any]:
    return {"match": "all", "conditions": [{"field": "tags", "op": "any_of", "value": keys}]}


def test_a_renamed_tag_has_the_new_name_on_its_tickets(desk: Client, pump: Tag) -> None:
    ticket = make_ticket()
    ticket.tags.add(pump)
    assert desk.post(reverse("agent_tag", args=[pump.pk]), {"name": " Water  pump ", "version": 1}).status_code == 302
    assert [tag.name for tag in ticket.tags.all()] == ["Water pump"]
    assert AuditEntry.objects.get().changes == [("name", "Pump", "Water pump")]


def test_a_name_another_tag_has_points_to_merging(desk: Client, pump: Tag) -> None:
    Tag.objects.create(name="Leak")
    refused = desk.post(reverse("agent_tag", args=[pump.pk]), {"name": "LEAK", "version": 1})
    assert refused.status_code == 422
    assert "To make them one, merge them." in refused.content.decode()


def test_of_two_merged_tags_one_stays_on_every_ticket_once(
    desk: Client, pump: Tag, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reworking, "BATCH", 2)
    kept = Tag.objects.create(name="Water pump")
    tickets = [make_ticket() for _ in range(5)]
    for ticket in tickets:
        ticket.tags.add(pump)
    tickets[0].tags.add(kept)
    assert desk.post(reverse("agent_tag_merger", args=[pump.pk]), {"into": "water pump"}).status_code == 302
    assert "being merged" in desk.get(reverse("agent_tag_settings")).content.decode()
    assert work_off() == 5
    assert [list(ticket.tags.all()) for ticket in tickets] == [[kept]] * 5
    assert list(Tag.objects.all()) == [kept]
    assert Rework.objects.get().tickets == 5
    # A doubled beat finds nothing.
    assert work_off() == 0


def test_a_policy_that_asks_for_the_tag_asks_for_the_one_it_became(desk: Client, pump: Tag) -> None:
    kept = Tag.objects.create(name="Water pump")
    calendar = Calendar.objects.get()
    policy = SlaPolicy.objects.create(name="Pumps", calendar=calendar, conditions=tagged([pump.pk, kept.pk]))
    desk.post(reverse("agent_tag_merger", args=[pump.pk]), {"into": "Water pump"})
    work_off()
    policy.refresh_from_db()
    assert (policy.conditions, policy.version) == (tagged([kept.pk]), 2)


def test_rules_views_and_macros_that_name_a_merged_tag_name_the_one_it_became(desk: Client, pump: Tag) -> None:
    kept = Tag.objects.create(name="Water pump")
    asked = {"match": "any", "conditions": [{"field": "tags", "op": "any_of", "value": [pump.pk, kept.pk]}]}
    tree = {"match": "all", "conditions": [asked, {"field": "priority", "op": "is", "value": [pump.pk]}]}
    given = [{"action": "add_tags", "params": {"tags": ["PUMP", "leak"]}}]
    rule = Rule.objects.create(name="Pumps", kind="trigger", events=["opened"], conditions=tree, actions=given)
    view = SavedView.objects.create(name="Pumps", conditions=asked)
    macro = Macro.objects.create(name="Pumps", actions=given)
    desk.post(reverse("agent_tag_merger", args=[pump.pk]), {"into": "Water pump"})
    work_off()
    for thing in (rule, view, macro):
        thing.refresh_from_db()
    assert rule.conditions["conditions"][0]["conditions"][0]["value"] == [kept.pk]
    # What is no tag keeps its number.
    assert rule.conditions["conditions"][1]["value"] == [pump.pk]
    assert view.conditions["conditions"][0]["value"] == [kept.pk]
    assert rule.actions[0]["params"]["tags"] == macro.actions[0]["params"]["tags"] == ["Water pump", "leak"]
    assert rule.version > 1


def test_a_rule_that_gives_a_renamed_tag_gives_it_by_its_new_name(desk: Client, pump: Tag) -> None:
    given = [{"action": "add_tags", "params": {"tags": ["Pump"]}}]
    rule = Rule.objects.create(name="Pumps", kind="trigger", events=["opened"], actions=given)
    desk.post(reverse("agent_tag", args=[pump.pk]), {"name": "Water pump", "version": 1})
    rule.refresh_from_db()
    assert rule.actions[0]["params"]["tags"] == ["Water pump"]


def test_merging_into_nothing_or_itself_is_refused(desk: Client, pump: Tag) -> None:
    url = reverse("agent_tag_merger", args=[pump.pk])
    assert "There is no tag “quark”" in desk.post(url, {"into": "quark"}).content.decode()
    assert "merged into itself" in desk.post(url, {"into": "pump"}).content.decode()
    assert not Rework.objects.exists()


def test_a_tag_that_is_going_away_is_nobodys_target(desk: Client, pump: Tag) -> None:
    leak = Tag.objects.create(name="Leak")
    desk.post(reverse("agent_tag_removal", args=[pump.pk]))
    assert "going away" in desk.post(reverse("agent_tag_merger", args=[leak.pk]), {"into": "Pump"}).content.decode()
    assert "going away already" in desk.post(reverse("agent_tag_removal", args=[pump.pk])).content.decode()


def test_a_tag_another_is_being_merged_into_stays_until_that_is_done(desk: Client, pump: Tag) -> None:
    leak = Tag.objects.create(name="Leak")
    desk.post(reverse("agent_tag_merger", args=[leak.pk]), {"into": "Pump"})
    refused = desk.post(reverse("agent_tag_removal", args=[pump.pk]))
    assert "“Leak” is being merged into “Pump”" in refused.content.decode()
    work_off()
    assert desk.post(reverse("agent_tag_removal", args=[pump.pk])).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_one_that_cannot_go_on_holds_up_no_other(admin: User, caplog: pytest.LogCaptureFixture) -> None:
    lost, pump, ticket = Tag.objects.create(name="Lost"), Tag.objects.create(name="Pump"), make_ticket()
    ticket.tags.add(lost, pump)
    broken = Rework.objects.create(kind="merge_tag", subject_id=lost.pk, target_id=10**9, name="Lost", by=admin)
    Rework.objects.create(kind="delete_tag", subject_id=pump.pk, name="Pump", by=admin)
    work_off()
    assert [tag.name for tag in ticket.tags.all()] == ["Lost"]
    broken.refresh_from_db()
    assert (broken.finished_at, "could not go on" in caplog.text) == (None, True)


def test_a_deleted_tag_is_off_every_ticket(desk: Client, pump: Tag) -> None:
    ticket = make_ticket()
    ticket.tags.add(pump)
    desk.post(reverse("agent_tag_removal", args=[pump.pk]))
    work_off()
    assert list(ticket.tags.all()) == []
    assert not Tag.objects.exists()


def test_a_tag_a_policy_asks_for_is_not_deleted(desk: Client, pump: Tag) -> None:
    SlaPolicy.objects.create(name="Pumps", calendar=Calendar.objects.get(), conditions=tagged([pump.pk]))
    refused = desk.post(reverse("agent_tag_removal", args=[pump.pk]))
    assert refused.status_code == 422
    assert "The SLA policy “Pumps” asks for this tag" in refused.content.decode()


def test_tags_are_found_by_any_part(desk: Client, pump: Tag) -> None:
    assert "Pump" in desk.get(reverse("agent_tag_settings"), {"q": "UM"}).content.decode()
    assert "No tag has" in desk.get(reverse("agent_tag_settings"), {"q": "%"}).content.decode()
