"""The audit log speaks of things by the names people know."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, User
from tests.channels_inbox.desk.conftest import signed_in
from tickets.models import Rule
from tickets.operations.ruling import save_rule


@pytest.fixture
def desk(admin: User) -> Client:
    return signed_in(admin)


@pytest.mark.parametrize(
    ("action", "kind", "words"),
    [
        ("added", "slapolicy", "added the SLA policy “Hello”"),
        ("changed", "savedview", "changed the saved view “Hello”"),
        ("retired", "customfield", "retired the custom field “Hello”"),
        ("moved", "requesttype", "moved the request type “Hello”"),
        ("changed", "ratingsettings", "changed the rating settings “Hello”"),
        ("deactivated", "user", "deactivated the agent “Hello”"),
        ("new secret", "webhook", "gave a new secret to the webhook “Hello”"),
        ("made default", "calendar", "made a default of the calendar “Hello”"),
        ("removed", "gone", "removed the gone “Hello”"),
    ],
)
def test_each_change_is_a_sentence(desk: Client, admin: User, action: str, kind: str, words: str) -> None:
    AuditEntry.objects.create(by=admin, action=action, kind=kind, object_id=1, name="Hello")
    assert words in desk.get(reverse("agent_audit")).content.decode()


def test_a_change_is_said_in_words_and_only_what_differs(admin: User) -> None:
    rule = Rule(kind="trigger", name="Leaks", events=["opened"])
    rule.conditions = {"match": "all", "conditions": [{"field": "priority", "op": "is", "value": [4]}]}
    rule.actions = [
        {"action": "note", "params": {"text": "Look at it."}},
        {"action": "set_priority", "params": {"priority": 3}},
    ]
    save_rule(rule, by=admin)
    rule.actions = [rule.actions[0], {"action": "set_priority", "params": {"priority": 4}}]
    save_rule(rule, by=admin, seen=rule.version)
    entry = AuditEntry.objects.filter(action="changed").get()
    assert entry.changes == [("actions, 2", "Set priority High", "Set priority Urgent")]
    assert entry.after["actions"]["1"].endswith("“Look at it.”")
    assert entry.after["conditions"] == "Priority is Urgent"
