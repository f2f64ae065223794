from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from pytest_django.fixtures import Settings
from time_machine import TimeMachineFixture

from accounts.models import User
from channels_inbox.portal.links import request_link
from tests.factories import make_ticket
from tickets.models import Ticket


@pytest.fixture
def clock(time_machine: TimeMachineFixture) -> TimeMachineFixture:
    """A clock that stands still until the test moves it."""
    time_machine.move_to(datetime(2026, 11, 19, 7, 0, tzinfo=UTC), tick=False)
    return time_machine


@pytest.fixture
def ticket(customer: User) -> Ticket:
    """A request of the persona `customer`, asked by mail."""
    return make_ticket(customer.customer)


@pytest.fixture
def link(settings: Settings) -> Callable[[Ticket], str]:
    """Return the path of a requester's signed link."""
    return lambda ticket: request_link(ticket, ticket.requester).removeprefix(settings.SITE_URL)
