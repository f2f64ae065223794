"""What a rule decides in answer to a message is not undone by what the message does by itself."""

from __future__ import annotations

import pytest

from accounts.models import User
from tests.factories import make_answer, make_inbound, make_ticket
from tests.tickets.rules.conftest import do, make_rule
from tickets.models import Ticket
from tickets.models.kinds import Category
from tickets.operations.progress import set_status
from tickets.operations.replying import post_reply
from tickets.selectors import default_status

pytestmark = pytest.mark.django_db


def test_the_status_a_rule_gives_an_answered_ticket_stays(admin: User, agent: User) -> None:
    make_rule(do("set_status", status=default_status(Category.RESOLVED).pk), events=("agent_replied",))
    ticket = make_ticket()
    make_answer(ticket, by=agent)
    assert Ticket.objects.get(pk=ticket.pk).category == Category.RESOLVED
    # What the writer chose themselves is theirs to choose.
    other = make_ticket()
    chosen = default_status(Category.WAITING_THIRD_PARTY)
    post_reply(other, by=agent, text="We asked the maker.", channel="email", status=chosen)
    assert Ticket.objects.get(pk=other.pk).status == chosen


def test_the_status_a_rule_gives_when_the_customer_writes_stays(admin: User, agent: User) -> None:
    make_rule(do("set_status", status=default_status(Category.RESOLVED).pk), events=("customer_wrote",))
    ticket = make_ticket()
    set_status(ticket, to=default_status(Category.OPEN), by=agent)
    make_inbound(ticket)
    assert Ticket.objects.get(pk=ticket.pk).category == Category.RESOLVED


def test_a_ticket_that_a_rule_puts_aside_when_the_customer_writes_stays_aside(admin: User, agent: User) -> None:
    make_rule(do("snooze", seconds=3600), events=("customer_wrote",))
    ticket = make_ticket()
    make_inbound(ticket)
    assert Ticket.objects.get(pk=ticket.pk).snoozed_until is not None
