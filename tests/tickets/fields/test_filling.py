"""Agents fill in what an administrator wants to know of tickets."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from channels_inbox.selectors.happenings import WORDS
from tests.factories import make_ticket, make_user
from tests.tickets.fields.conftest import make_field
from tickets.custom_fields import say
from tickets.errors import FieldRefused, NotAllowed
from tickets.models import Event, Ticket
from tickets.operations.asking import retire
from tickets.operations.filling import set_fields


@pytest.mark.parametrize(
    ("kind", "given", "kept", "words"),
    [
        ("text", "  G3-00142 ", "G3-00142", "G3-00142"),
        ("lines", "one\ntwo", "one\ntwo", "one\ntwo"),
        ("number", "4.50", 4.5, "4.5"),
        ("number", 0, 0, "0"),
        ("check", True, True, "Yes"),
        ("choice", "Grinder", "Grinder", "Grinder"),
        ("date", "2026-12-24", "2026-12-24", "24 Dec 2026"),
    ],
)
def test_a_field_keeps_what_its_kind_can_hold(
    kind: str, given: Any, kept: Any, words: str, ticket: Ticket, admin: User
) -> None:
    field = make_field(admin, "It", kind, options=["Grinder", "Boiler"])
    set_fields(ticket, to={field.key: given}, by=admin)
    ticket.refresh_from_db()
    assert ticket.fields == {field.key: kept}
    assert say(kind, kept) == words


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("text", "x" * 251),
        ("text", ["a"]),
        ("text", "a\x00b"),
        ("number", "many"),
        ("number", "NaN"),
        ("number", "1e99"),
        ("number", True),
        ("check", "perhaps"),
        ("choice", "Steam wand"),
        ("date", "2026-02-30"),
        ("date", {"a": 1}),
    ],
)
def test_what_it_cannot_hold_is_refused_in_words(kind: str, given: Any, ticket: Ticket, admin: User) -> None:
    field = make_field(admin, "It", kind, options=["Grinder", "Boiler"])
    with pytest.raises(FieldRefused, match="It: "):
        set_fields(ticket, to={field.key: given}, by=admin)
    ticket.refresh_from_db()
    assert ticket.fields == {}


def test_no_answer_takes_a_value_away_and_others_stay(ticket: Ticket, admin: User) -> None:
    serial, model = make_field(admin), make_field(admin, "Model")
    set_fields(ticket, to={serial.key: "G3", model.key: "Brew 2"}, by=admin)
    set_fields(ticket, to={serial.key: ""}, by=admin)
    ticket.refresh_from_db()
    assert ticket.fields == {model.key: "Brew 2"}


def test_the_timeline_says_what_was_filled_in(ticket: Ticket, admin: User) -> None:
    field = make_field(admin)
    event = set_fields(ticket, to={field.key: "<G3>"}, by=admin)
    assert event is not None
    assert WORDS["fields_changed"][1](event.particulars) == "set Serial number to <b>&lt;G3&gt;</b>"
    emptied = set_fields(ticket, to={field.key: None}, by=admin)
    assert emptied is not None
    assert WORDS["fields_changed"][1](emptied.particulars) == "emptied Serial number"


def test_the_same_again_changes_nothing(ticket: Ticket, admin: User) -> None:
    field = make_field(admin)
    set_fields(ticket, to={field.key: "G3"}, by=admin)
    before = Event.objects.count()
    assert set_fields(ticket, to={field.key: " G3"}, by=admin) is None
    assert Event.objects.count() == before


def test_a_field_that_is_asked_no_more_takes_no_value_and_keeps_its_old_ones(ticket: Ticket, admin: User) -> None:
    field = make_field(admin)
    set_fields(ticket, to={field.key: "G3"}, by=admin)
    retire(field, by=admin)
    with pytest.raises(FieldRefused, match="no field"):
        set_fields(ticket, to={field.key: "G4"}, by=admin)
    ticket.refresh_from_db()
    assert ticket.fields == {field.key: "G3"}


def test_who_may_only_read_fills_in_nothing(ticket: Ticket, admin: User) -> None:
    field = make_field(admin)
    with pytest.raises(NotAllowed):
        set_fields(ticket, to={field.key: "G3"}, by=make_user(User.Role.LIGHT_AGENT))


def test_a_follow_up_knows_what_its_origin_knew(admin: User) -> None:
    from tests.factories import make_customer
    from tickets.operations.messages import Content
    from tickets.operations.opening import open_ticket

    field = make_field(admin)
    origin = make_ticket(make_customer())
    set_fields(origin, to={field.key: "G3"}, by=admin)
    origin.refresh_from_db()
    event = open_ticket(
        by=origin.requester,
        requester=origin.requester,
        subject="Again",
        content=Content(text="It leaks again."),
        channel="email",
        follow_up_of=origin,
    )
    assert event.ticket.fields == {field.key: "G3"}
