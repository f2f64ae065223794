"""Who hears that a ticket changed, and who does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from accounts.models import User
from tests.channels_inbox.realtime.pages import Page
from tests.factories import make_inbound, make_ticket

pytestmark = pytest.mark.slow

OpenPage = Callable[[User], Page]


def test_an_agent_hears_of_a_customers_message(open_page: OpenPage, agent: User) -> None:
    ticket = make_ticket()
    page = open_page(agent)
    make_inbound(ticket)
    ticket.refresh_from_db()
    assert page.hear() == {"kind": "ticket_changed", "id": ticket.pk, "number": ticket.number, "seq": ticket.seq}
