"""Statements written once: the same rows as the queryset they are made of, whatever is asked."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Identity, Organization
from helpdesk.lib.questions import Given, Question
from helpdesk.lib.rows import update_if
from tests.factories import make_customer, make_ticket
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def question() -> Question[Identity]:
    return Question(
        lambda: Identity.objects.filter(value=Given("value"), kind="email").select_related("customer__organization")
    )


def test_each_question_has_its_own_answer() -> None:
    maya = make_customer("maya@cafenorr.example", "Maya")
    make_customer("rui@porto.example", "Rui")
    asked = question()
    assert [i.customer for i in asked.ask(value="maya@cafenorr.example")] == [maya]
    assert [i.customer.name for i in asked.ask(value="rui@porto.example")] == ["Rui"]
    assert asked.one(value="nobody@porto.example") is None


def test_what_is_joined_is_read_in_the_same_statement() -> None:
    norr = Organization.objects.create(name="Café Norr")
    maya = make_customer("maya@cafenorr.example")
    maya.organization = norr
    maya.save()
    make_customer("rui@porto.example")
    asked = question()
    with CaptureQueriesContext(connection) as queries:
        found = [asked.one(value=value) for value in ("maya@cafenorr.example", "rui@porto.example")]
        assert [i and i.customer.organization for i in found] == [norr, None]
    assert len(queries) == 2


def test_its_rows_can_be_changed_and_saved_like_any_other() -> None:
    make_customer("maya@cafenorr.example")
    found = question().one(value="maya@cafenorr.example")
    assert found
    found.value = "maya@norr.example"
    found.save()
    assert Identity.objects.get(pk=found.pk).value == "maya@norr.example"


def test_values_are_stored_only_while_the_row_is_as_given() -> None:
    ticket = make_ticket()
    assert not update_if(ticket, {"subject": "Late"}, seq=ticket.seq + 1)
    assert not update_if(ticket, {"subject": "Late"}, category=["closed", "spam"])
    assert not update_if(ticket, {"subject": "Late"}, resolved_at=ticket.created_at)
    assert update_if(ticket, {"subject": "In time"}, seq=ticket.seq, category=["new", "open"], resolved_at=None)
    assert Ticket.objects.get(pk=ticket.pk).subject == "In time"
