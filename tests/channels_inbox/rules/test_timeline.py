"""The timeline says which rule did what."""

from __future__ import annotations

import pytest

from accounts.models import User
from tests.factories import make_ticket
from tests.tickets.rules.conftest import do, make_rule

pytestmark = pytest.mark.django_db


def test_a_rule_is_named_with_what_it_did(client: object, admin: User, agent: User) -> None:
    make_rule(do("set_priority", priority=4), do("note", text="Call them."), name="VIP <b>first</b>")
    ticket = make_ticket()
    client.force_login(agent)  # type: ignore[attr-defined]
    page = client.get(f"/agent/tickets/{ticket.number}/").content.decode()  # type: ignore[attr-defined]
    named = "Rule “VIP &lt;b&gt;first&lt;/b&gt;”"
    assert f"<b>{named}</b> changed the priority from <b>Normal</b> to <b>Urgent</b>" in page
    assert f"<b>{named}</b>" in page.partition("Call them.")[0].rpartition("msg__head")[2]
    assert "<b>first</b>" not in page
