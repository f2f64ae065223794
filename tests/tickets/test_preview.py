"""What a list shows of a ticket's last words."""

from __future__ import annotations

import pytest

from accounts.models import User
from tests.factories import make_answer, make_customer, make_inbound, make_ticket

pytestmark = pytest.mark.django_db


def test_our_words_lose_their_marks(agent: User) -> None:
    ticket = make_ticket(make_customer())
    make_answer(
        ticket, by=agent, text="## Hello\n\nplease press **both** [buttons](https://halden.example/b) and `hold`."
    )
    ticket.refresh_from_db()
    assert ticket.last_message_preview == "Hello please press both buttons and hold."


def test_theirs_stay_as_they_wrote_them() -> None:
    ticket = make_ticket(make_customer())
    make_inbound(ticket, text="it shows **ERR** [3](x)")
    ticket.refresh_from_db()
    assert ticket.last_message_preview == "it shows **ERR** [3](x)"
