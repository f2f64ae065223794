"""A request that became part of another: its page goes on, and shows nothing of the other customer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from tests.channels_inbox.portal.browsing import body, write
from tests.factories import make_answer, make_customer, make_inbound, make_note, make_ticket
from tickets.models import Message, Ticket
from tickets.operations.merging import merge_tickets, undo_merge
from tickets.operations.messages import NewFile

Link = Callable[[Ticket], str]


@pytest.fixture
def other(ticket: Ticket) -> Ticket:
    return make_ticket(make_customer("bao@elsewhere.example", "Bao Nguyen"), text="Bao's own words")


def test_the_reader_goes_on_where_they_were(
    client: Client, agent: User, ticket: Ticket, other: Ticket, link: Link
) -> None:
    make_answer(other, by=agent, text="Said to Bao before")
    merge_tickets(ticket, into=other, by=agent)
    make_inbound(other, text="Bao again")
    make_answer(other, by=agent, text="Said to both")
    make_note(other, by=agent, text="Between us")
    assert write(client, link(ticket), message="Maya again").status_code == 302
    message = Message.objects.get(text="Maya again")
    assert (message.ticket, message.public) == (other, True)
    page = client.get(link(ticket)).content.decode()
    for shown in ("Said to both", "Maya again", "Part of another request"):
        assert shown in page
    for unseen in ("Said to Bao before", "Bao again", "Bao's own words", "Between us", other.subject + " x"):
        assert unseen not in page


def test_files_follow_the_same_rule(client: Client, agent: User, ticket: Ticket, other: Ticket, link: Link) -> None:
    theirs = make_inbound(other, files=[NewFile("bao.txt", "text/plain", b"private")]).attachments.get()
    edge = merge_tickets(ticket, into=other, by=agent)
    mine = make_inbound(ticket, files=[NewFile("maya.txt", "text/plain", b"mine")]).attachments.get()
    assert client.get(f"{link(ticket)}files/{theirs.token}/").status_code == 404
    answer = client.get(f"{link(ticket)}files/{mine.token}/")
    assert body(answer) == b"mine"
    undo_merge(edge, by=agent)
    assert client.get(f"{link(ticket)}files/{mine.token}/").status_code == 404


def test_the_other_customer_sees_nothing_of_the_source(
    client: Client, agent: User, ticket: Ticket, other: Ticket, link: Link
) -> None:
    merge_tickets(ticket, into=other, by=agent)
    page = client.get(link(other)).content.decode()
    assert Message.objects.get(ticket=ticket).text not in page


def test_one_s_own_requests_are_read_together(client: Client, agent: User, ticket: Ticket, link: Link) -> None:
    second = make_ticket(ticket.requester, text="The second question")
    merge_tickets(second, into=ticket, by=agent)
    assert "The second question" in client.get(link(ticket)).content.decode()
