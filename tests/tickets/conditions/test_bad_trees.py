"""What makes no sense is refused in words, and never a crash."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Team
from tests.factories import make_ticket
from tickets import conditions
from tickets.conditions import Facts, Use

pytestmark = pytest.mark.django_db


def leaf(field: str, op: str, value: Any) -> dict[str, Any]:
    return {"match": "all", "conditions": [{"field": field, "op": op, "value": value}]}


@pytest.mark.parametrize(
    "tree",
    [
        None,
        [],
        "all",
        {"match": "some", "conditions": []},
        {"match": "all"},
        {"match": "all", "conditions": {}},
        {"match": "all", "conditions": ["priority"]},
        {"match": "all", "conditions": [], "note": "x"},
        {"match": "all", "conditions": [{"field": "priority"}]},
        {"match": "all", "conditions": [{"field": 4, "op": "is"}]},
        {"match": "all", "conditions": [{"field": "subject", "op": "is", "value": ["a"], "not": True}]},
        {"match": "all", "conditions": [{"match": "any", "conditions": []}]},
        {"match": "all", "conditions": [{"match": "any", "conditions": [{"match": "all", "conditions": []}]}]},
        {"match": "all", "conditions": [{"field": "priority", "op": "is", "value": [4]}] * 51},
    ],
)
def test_shapes_nobody_can_read(tree: Any) -> None:
    assert conditions.validate(tree)


@pytest.mark.parametrize(
    ("field", "op", "value"),
    [
        ("colour", "is", ["red"]),
        ("priority", "above", [3]),
        ("priority", "is", 4),
        ("priority", "is", []),
        ("priority", "is", [9]),
        ("priority", "is", [[4]]),
        ("priority", "is", [True]),
        ("priority", "is", ["4"]),
        ("team", "is", ["me"]),
        ("team", "is", [2**80]),
        ("team", "is", [-1]),
        ("team", "is", [None]),
        ("tags", "any_of", ["pump"]),
        ("tags", "any_of", [10**9]),
        ("subject", "contains", "leak"),
        ("subject", "contains", [""]),
        ("subject", "contains", ["a\0b"]),
        ("subject", "contains", ["x" * 201]),
        ("opened", "more_than", "1 day"),
        ("opened", "more_than", -1),
        ("opened", "more_than", 10**12),
        ("hours", "within", [1]),
        ("hours", "within", 10**9),
        ("actor", "is", [["agent"]]),
        ("customer_messages", "is", 1.5),
    ],
)
def test_values_nobody_can_mean(field: str, op: str, value: Any) -> None:
    (error,) = conditions.validate(leaf(field, op, value))
    assert error.endswith(".")


def test_what_was_deleted_is_named() -> None:
    team = Team.objects.create(name="Gone", slug="gone")
    tree = leaf("team", "is", [team.pk])
    assert conditions.validate(tree) == []
    team.delete()
    (error,) = conditions.validate(tree)
    assert error.startswith("Team: There is no team")


def test_a_view_asks_nothing_about_events() -> None:
    assert conditions.validate(leaf("actor", "is", ["agent"]), Use.VIEW)
    assert conditions.validate(leaf("priority", "changed_to", [4]), Use.VIEW)
    assert conditions.validate(leaf("priority", "changed_to", [4]), Use.TIMED)


def test_a_field_that_is_gone_stops_the_look_instead_of_passing() -> None:
    with pytest.raises(LookupError, match="colour"):
        conditions.holds(leaf("colour", "is", ["red"]), Facts(make_ticket()))
