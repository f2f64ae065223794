from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from time_machine import TimeMachineFixture

from accounts.models import Calendar, User
from channels_inbox.models import Channel, ReachOut
from channels_inbox.operations.reach_outs import save_reach_out, start_reach_out
from tests.factories import make_answer, make_customer, make_mailbox, make_ticket
from tickets.models import RatingSettings, Ticket
from tickets.operations.progress import resolve_ticket

DAY = 86_400
WORDS = {"en": {"subject": "Does it still run?", "body": "Hello {{ customer.first_name }}, how is the machine?"}}
Make = Callable[..., ReachOut]


@pytest.fixture
def clock(time_machine: TimeMachineFixture) -> TimeMachineFixture:
    """A Thursday at noon; the clock stands still until the test moves it."""
    time_machine.move_to(datetime(2026, 11, 19, 12, 0, tzinfo=UTC), tick=False)
    return time_machine


@pytest.fixture
def mailbox(db: None) -> Channel:
    return make_mailbox()


@pytest.fixture
def make_reach_out(clock: TimeMachineFixture, mailbox: Channel, admin: User) -> Make:
    """Write a reach-out, three days after a ticket is solved unless said otherwise, and start it."""
    Calendar.objects.filter(is_default=True).update(time_zone="UTC")
    RatingSettings.objects.update(enabled=False)

    def make(name: str = "Still running?", *, start: bool = True, **fields: Any) -> ReachOut:
        values = {"delay_seconds": 3 * DAY, "texts": WORDS, **fields}
        made = save_reach_out(ReachOut(name=name, **values), [], by=admin)
        if start:
            start_reach_out(made, by=admin)
        return made

    return make


@pytest.fixture
def solve(clock: TimeMachineFixture, mailbox: Channel, agent: User) -> Callable[..., Ticket]:
    """Open, answer and solve a ticket of somebody's."""

    def make(email: str = "maya@cafenorr.example", name: str = "Maya Lindqvist") -> Ticket:
        ticket = make_ticket(make_customer(email, name))
        make_answer(ticket, by=agent)
        resolve_ticket(ticket, by=agent)
        ticket.refresh_from_db()
        return ticket

    return make
