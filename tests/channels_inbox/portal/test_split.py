"""A message that began a ticket of its own shows its writer nothing of the people it was taken from."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from tests.factories import make_customer, make_inbound, make_ticket, make_user
from tickets.models import Attachment, Message, Ticket
from tickets.operations.merging import merge_tickets, undo_merge
from tickets.operations.messages import NewFile
from tickets.operations.splitting import split_ticket


@pytest.fixture
def bao() -> User:
    return make_user(email="bao@elsewhere.example")


def reads(user: User, ticket: Ticket) -> str:
    client = Client()
    client.force_login(user)
    page = client.get(f"/requests/{ticket.number}/")
    assert page.status_code == 200
    return page.content.decode()


def test_who_was_copied_reads_only_their_own_words(agent: User, bao: User, customer: User) -> None:
    ticket = make_ticket(customer.customer, text="Maya's own words")
    writer = make_customer(bao.email, "Bao", user=bao)
    his = make_inbound(ticket, by=writer, text="And my grinder?")
    hers = make_inbound(ticket, text="My card ends in 4711", files=[NewFile("card.txt", "text/plain", b"4711")])
    new = split_ticket(ticket, messages=[his, hers], subject="The grinder", by=agent)
    assert new.requester == writer
    page = reads(bao, new)
    assert "And my grinder?" in page
    assert "4711" not in page
    assert "card.txt" not in page
    file = Attachment.objects.get(message__ticket=new)
    client = Client()
    client.force_login(bao)
    assert client.get(f"/requests/{new.number}/files/{file.token}/").status_code == 404
    client.force_login(customer)
    assert client.get(f"/requests/{new.number}/").status_code == 404


def test_who_asked_reads_in_the_new_ticket_what_they_read_before(agent: User, bao: User, customer: User) -> None:
    ticket = make_ticket(customer.customer, text="Maya's own words")
    his = make_inbound(ticket, by=make_customer(bao.email, "Bao", user=bao), text="And my grinder?")
    new = split_ticket(ticket, messages=[ticket.messages.order_by("pk")[0], his], subject="Both", by=agent)
    assert new.requester == customer.customer
    assert "And my grinder?" in reads(customer, new)


def test_what_comes_back_from_an_undone_merge_is_read_by_its_writer_s_ticket_only(
    agent: User, bao: User, customer: User
) -> None:
    hers, his = make_ticket(customer.customer), make_ticket(make_customer(bao.email, "Bao", user=bao))
    edge = merge_tickets(hers, into=his, by=agent)
    mine, other = make_inbound(hers, text="Maya again"), make_inbound(his, text="Bao again")
    undo_merge(edge, by=agent, taking=[mine, other])
    page = reads(customer, hers)
    assert "Maya again" in page
    assert "Bao again" not in page
    assert Message.objects.filter(ticket=hers, text="Bao again").exists()
