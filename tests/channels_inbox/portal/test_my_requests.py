from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from time_machine import TimeMachineFixture

from accounts.models import User
from tests.factories import make_answer, make_customer, make_note, make_ticket
from tickets.models import Ticket
from tickets.operations.progress import resolve_ticket


def test_a_visitor_is_asked_to_sign_in(client: Client, db: None) -> None:
    answer = client.get("/requests/")
    assert (answer.status_code, answer["Location"]) == (302, "/account/login/?next=/requests/")


def test_customers_see_their_own_requests_in_their_own_words(
    client: Client, customer: User, agent: User, ticket: Ticket
) -> None:
    make_answer(ticket, by=agent)
    make_note(ticket, by=agent, text="Do not tell them")
    client.force_login(customer)
    page = client.get("/requests/").content.decode()
    assert ticket.subject in page
    assert "We are waiting for you" in page
    assert "Waiting on customer" not in page
    assert "Do not tell them" not in page


def test_the_outsider_and_even_agents_see_nobody_elses(
    client: Client, outsider: User, agent: User, ticket: Ticket
) -> None:
    for person in (outsider, agent):
        client.force_login(person)
        page = client.get("/requests/").content.decode()
        assert ticket.subject not in page
        assert "Nothing asked yet" in page


def test_the_list_goes_on_page_by_page_without_gaps(
    client: Client, customer: User, time_machine: TimeMachineFixture
) -> None:
    for number in range(30):
        # Three at each moment: the cursor must not lean on time alone.
        time_machine.move_to(datetime(2026, 11, 1, tzinfo=UTC) + timedelta(hours=number // 3), tick=False)
        make_ticket(customer.customer, subject=f"Question {number:02}")
    client.force_login(customer)
    first = client.get("/requests/").context["page"]
    second = client.get("/requests/", {"after": first.after}).context["page"]
    assert [t.subject for t in [*first.tickets, *second.tickets]] == [f"Question {n:02}" for n in range(29, -1, -1)]
    assert second.after == ""


@pytest.mark.parametrize(
    "after", ["", "x", "_", "2026-11-01_1", "2026-99-01T00:00:00+00:00_1", "2026-11-01T00:00+00:00_²"]
)
def test_a_cursor_that_makes_no_sense_shows_the_first_page(client: Client, customer: User, after: str) -> None:
    make_ticket(customer.customer)
    client.force_login(customer)
    assert len(client.get("/requests/", {"after": after}).context["page"].tickets) == 1


def test_the_list_costs_the_same_however_long_it_is(
    client: Client, customer: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(12):
        make_ticket(customer.customer)
    client.force_login(customer)
    with django_assert_max_num_queries(4):
        client.get("/requests/")


def test_the_front_page_shows_the_latest_to_those_who_asked(client: Client, customer: User, ticket: Ticket) -> None:
    other = make_ticket(make_customer(), subject="Somebody else's question")
    assert ticket.subject not in client.get("/").content.decode()
    client.force_login(customer)
    page = client.get("/").content.decode()
    assert ticket.subject in page
    assert other.subject not in page


def test_a_resolved_request_reads_as_answered(client: Client, customer: User, agent: User, ticket: Ticket) -> None:
    resolve_ticket(ticket, by=agent)
    client.force_login(customer)
    assert "Answered" in client.get("/requests/").content.decode()
