from __future__ import annotations

from accounts.models import User
from tests.factories import make_answer, make_note, make_ticket
from tickets.models import Ticket


def test_each_persona_sees_what_they_should(admin: User, agent: User, customer: User, outsider: User) -> None:
    ticket = make_ticket(customer.customer)
    make_answer(ticket, by=agent)
    make_note(ticket, by=agent)
    for person in (admin, agent, customer):
        assert ticket in Ticket.objects.visible_to(person)
    assert not Ticket.objects.visible_to(outsider).exists()
