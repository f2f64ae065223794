from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from time_machine import TimeMachineFixture

from accounts.models import User
from channels_inbox.asking import ask_for_ratings
from channels_inbox.models import Channel
from tests.factories import make_answer, make_customer, make_mailbox, make_ticket
from tickets.models import Rating, Ticket
from tickets.operations.progress import resolve_ticket

HOUR = 3600
DAY = 24 * HOUR


@pytest.fixture
def clock(time_machine: TimeMachineFixture) -> TimeMachineFixture:
    """A clock that stands still until the test moves it."""
    time_machine.move_to(datetime(2026, 11, 19, 7, 0, tzinfo=UTC), tick=False)
    return time_machine


@pytest.fixture
def mailbox(db: None) -> Channel:
    return make_mailbox()


@pytest.fixture
def solved(clock: TimeMachineFixture, mailbox: Channel, agent: User) -> Ticket:
    """A ticket of Maya's that Ana answered and solved a moment ago."""
    ticket = make_ticket(make_customer("maya@cafenorr.example", "Maya Lindqvist"))
    clock.shift(60)
    make_answer(ticket, by=agent)
    resolve_ticket(ticket, by=agent)
    ticket.refresh_from_db()
    return ticket


@pytest.fixture
def asked(clock: TimeMachineFixture, solved: Ticket) -> Rating:
    """The rating of that ticket, asked for two hours later."""
    clock.shift(2 * HOUR)
    assert ask_for_ratings() == 1
    return Rating.objects.get(ticket=solved)


@pytest.fixture
def why_not() -> Callable[[Ticket], str]:
    return lambda ticket: Rating.objects.get(ticket=ticket).why_not
