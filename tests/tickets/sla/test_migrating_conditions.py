"""Stored conditions of policies become trees, and go back to the lists they were."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from django.apps import apps

from accounts.models import Calendar
from tickets.conditions import Use, validate
from tickets.models import SlaPolicy, Tag

pytestmark = pytest.mark.django_db
migration = importlib.import_module("tickets.migrations.0022_policy_conditions")


def policy_asking(conditions: dict[str, Any]) -> SlaPolicy:
    return SlaPolicy.objects.create(name="P", calendar=Calendar.objects.get(is_default=True), conditions=conditions)


def test_lists_become_trees_that_ask_the_same_and_go_back() -> None:
    tag = Tag.objects.create(name="vip")
    lists = {"priority": [4, 3], "channel": ["email"], "type": [], "tag": [tag.pk]}
    policy, everyone = policy_asking(lists), policy_asking({})
    migration.to_trees(apps, None)
    policy.refresh_from_db()
    assert policy.conditions == {
        "match": "all",
        "conditions": [
            {"field": "priority", "op": "is", "value": [4, 3]},
            {"field": "channel", "op": "is", "value": ["email"]},
            {"field": "tags", "op": "any_of", "value": [tag.pk]},
        ],
    }
    assert policy.version == 2
    assert validate(policy.conditions, Use.POLICY) == []
    migration.to_lists(apps, None)
    policy.refresh_from_db()
    everyone.refresh_from_db()
    assert policy.conditions == {"priority": [4, 3], "channel": ["email"], "tag": [tag.pk]}
    assert policy.retired_at is None
    assert (everyone.conditions, everyone.version) == ({}, 1)


@pytest.mark.parametrize(
    ("match", "conditions"),
    [
        ("all", [{"field": "subject", "op": "contains", "value": ["leak"]}]),
        ("all", [{"field": "priority", "op": "is_not", "value": [1]}]),
        ("all", [{"match": "any", "conditions": [{"field": "priority", "op": "is", "value": [1]}]}]),
        (
            "any",
            [{"field": "priority", "op": "is", "value": [1]}, {"field": "channel", "op": "is", "value": ["email"]}],
        ),
    ],
)
def test_what_lists_cannot_say_is_put_out_of_use_rather_than_promised_to_everybody(
    match: str, conditions: list[dict[str, Any]]
) -> None:
    policy = policy_asking({"match": match, "conditions": conditions})
    migration.to_lists(apps, None)
    policy.refresh_from_db()
    assert (policy.conditions, policy.retired_at is None) == ({}, False)
