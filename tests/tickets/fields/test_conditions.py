"""Custom fields in conditions: in memory and in the database they mean the same."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from tests.factories import make_ticket
from tests.tickets.fields.conftest import make_field
from tickets.conditions import Facts, Use, as_q, describe, holds, validate
from tickets.models import Event, Rule, Ticket
from tickets.operations.asking import retire
from tickets.operations.filling import set_fields
from tickets.operations.ruling import save_rule


def tree(field: str, op: str, value: Any = None) -> dict[str, Any]:
    leaf = {"field": f"custom_{field}", "op": op}
    return {"match": "all", "conditions": [leaf if value is None else {**leaf, "value": value}]}


@pytest.mark.parametrize(
    ("kind", "kept", "op", "value", "fits", "fits_empty"),
    [
        ("text", "Brew 2", "contains", ["brew"], True, False),
        ("text", "Brew 2", "contains_not", ["brew"], False, True),
        ("text", "Brew 2", "not_empty", None, True, False),
        ("text", "Brew 2", "empty", None, False, True),
        ("number", 4.5, "more_than", 4, True, False),
        ("number", 4.5, "less_than", 4, False, False),
        ("number", 4, "is", 4, True, False),
        ("check", True, "not_empty", None, True, False),
        ("choice", "Boiler", "is", ["Boiler", "Grinder"], True, False),
        ("choice", "Boiler", "is", ["Grinder"], False, False),
        ("choice", "Boiler", "is_not", ["Grinder"], True, True),
        ("date", "2020-01-01", "passed", None, True, False),
        ("date", "2999-01-01", "passed", None, False, False),
        ("date", "2999-01-01", "ahead", None, True, False),
    ],
)
def test_memory_and_database_agree(
    kind: str, kept: Any, op: str, value: Any, fits: bool, fits_empty: bool, admin: User
) -> None:
    field = make_field(admin, "It", kind, options=["Grinder", "Boiler"])
    filled, empty, other = make_ticket(), make_ticket(), make_ticket()
    set_fields(filled, to={field.key: kept}, by=admin)
    filled.refresh_from_db()
    # Empty of this one, beside another that is not.
    set_fields(other, to={make_field(admin, "Other").key: "x"}, by=admin)
    other.refresh_from_db()
    asked = tree(field.key, op, value)
    assert validate(asked, Use.VIEW) == []
    found = set(Ticket.objects.filter(as_q(asked, admin)).values_list("pk", flat=True))
    for ticket, expected in ((filled, fits), (empty, fits_empty), (other, fits_empty)):
        assert (holds(asked, Facts(ticket)) is not None) == expected
        assert (ticket.pk in found) == expected


@pytest.mark.parametrize(
    "label", ["Contains", "In", "Date", "a__b", "Isnull", "Has key", "Range", "2020", "1 2", "ключ", "…"]
)
def test_no_label_makes_a_key_the_database_misunderstands(label: str, admin: User) -> None:
    field = make_field(admin, label)
    ticket = make_ticket()
    set_fields(ticket, to={field.key: "yes"}, by=admin)
    for op, value in (("contains", ["ye"]), ("not_empty", None)):
        assert list(Ticket.objects.filter(as_q(tree(field.key, op, value), admin))) == [ticket]


def test_it_is_said_in_words(admin: User) -> None:
    field = make_field(admin, "Model", "choice", options=["Brew 2", "Grind 1"])
    assert describe(tree(field.key, "is", ["Brew 2", "Grind 1"])) == "Model is Brew 2 or Grind 1"


def test_an_answer_nobody_can_choose_any_more_is_an_error(admin: User) -> None:
    field = make_field(admin, "Model", "choice", options=["Brew 2", "Grind 1"])
    assert validate(tree(field.key, "is", ["Brew 1"]), Use.VIEW) == ["Model: There is no answer “Brew 1” any more."]


def test_a_rule_on_a_field_that_is_gone_stops_with_a_notice_and_the_ticket_goes_on(ticket: Ticket, admin: User) -> None:
    field = make_field(admin)
    rule = save_rule(
        Rule(
            kind="trigger",
            name="Known machines",
            events=["fields_changed"],
            conditions=tree(field.key, "not_empty"),
            actions=[{"action": "set_priority", "params": {"priority": 4}}],
        ),
        by=admin,
    )
    set_fields(ticket, to={field.key: "G3"}, by=admin)
    ticket.refresh_from_db()
    assert ticket.priority == 4
    retire(field, by=admin)
    other = make_field(admin, "Model")
    set_fields(ticket, to={other.key: "Brew 2"}, by=admin)
    rule.refresh_from_db()
    assert not rule.active
    assert "field" in rule.disabled_reason


def test_a_rule_fills_in_a_field(ticket: Ticket, admin: User) -> None:
    from tickets.operations.editing import set_priority

    field = make_field(admin, "Escalated", "check")
    save_rule(
        Rule(
            kind="trigger",
            name="Mark urgent ones",
            events=["priority_changed"],
            conditions={"match": "all", "conditions": [{"field": "priority", "op": "is", "value": [4]}]},
            actions=[{"action": "set_field", "params": {"field": field.key, "value": "yes"}}],
        ),
        by=admin,
    )
    set_priority(ticket, to=4, by=admin)
    ticket.refresh_from_db()
    assert ticket.fields == {field.key: True}
    assert Event.objects.filter(ticket=ticket, action="fields_changed", by_user=None).exists()
