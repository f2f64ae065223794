"""Many tickets for measuring."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.invariants import broken_rules
from tickets.models import Message, Ticket

pytestmark = pytest.mark.django_db


def seed(*arguments: str) -> str:
    said = StringIO()
    call_command("seed", *arguments, stdout=said)
    return said.getvalue()


def test_it_adds_whole_tickets_to_what_is_there() -> None:
    seed("--tickets", "300")
    seed("--tickets", "200", "--seed", "2")
    assert Ticket.objects.count() == 500
    assert broken_rules() == []


def test_it_looks_like_a_desk() -> None:
    seed("--tickets", "2000")
    unfinished = Ticket.objects.unfinished().count() / 2000
    assert 0.04 < unfinished < 0.08
    assert 2.5 < Message.objects.count() / 2000 < 3.5
    assert list(Ticket.objects.order_by("number").values_list("pk")) == list(
        Ticket.objects.order_by("created_at").values_list("pk")
    )


def test_it_tells_how_far_it_is() -> None:
    assert "50 of 50 tickets" in seed("--tickets", "50")


def test_none_is_no_number_of_tickets() -> None:
    with pytest.raises(CommandError, match="at least 1"):
        seed("--tickets", "0")
