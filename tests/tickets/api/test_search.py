"""Programs search tickets with the words and operators of the desk."""

from __future__ import annotations

import pytest

from accounts.models import Team, User
from tests.api import Api
from tests.factories import make_customer, make_ticket, make_user
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def test_a_list_of_tickets_takes_words_and_operators(api: Api) -> None:
    right = make_ticket(text="The outlet seal leaks.", priority=4)
    make_ticket(text="The outlet seal leaks.")
    answer = api.get("tickets/", q="seal priority:urgent")
    assert [row["number"] for row in answer.json()["results"]] == [right.number]


def test_a_limited_agent_finds_only_what_they_see() -> None:
    make_ticket(text="The outlet seal leaks.", team=Team.objects.create(name="Others", slug="others"))
    limited = Api(make_user(User.Role.AGENT, ticket_scope="teams"))
    assert limited.get("tickets/", q="seal").json()["results"] == []


def test_customers_have_no_such_search(customer: User, ticket: Ticket) -> None:
    assert Api(customer).get("tickets/", q="pressure").status_code == 400


def test_one_search_answers_with_tickets_people_and_what_was_odd(api: Api) -> None:
    ticket = make_ticket(make_customer("seal@example.com", "Ada Seal"), text="Order an outlet <b>seal</b>, please.")
    told = api.get("search/", q="seal colour:red").json()
    assert told["notes"] == ["There is no “colour:”, so it was looked for as words."]
    assert api.get("search/", q="tag:leaks").json()["notes"] == ["No tag is called “leaks”."]
    told = api.get("search/", q="seal").json()
    assert [row["number"] for row in told["tickets"]] == [ticket.number]
    assert told["tickets"][0]["snippet"] == "Order an outlet <b>seal</b>, please."
    assert [row["name"] for row in told["customers"]] == ["Ada Seal"]


def test_a_limited_agent_learns_of_nobody_else() -> None:
    make_ticket(make_customer("seal@example.com", "Ada Seal"), team=Team.objects.create(name="Others", slug="others"))
    limited = Api(make_user(User.Role.AGENT, ticket_scope="teams"))
    nothing: dict[str, list[str]] = {"notes": [], "tickets": [], "customers": [], "articles": [], "macros": []}
    assert limited.get("search/", q="seal").json() == nothing


def test_it_is_for_agents(outsider: User) -> None:
    assert Api(outsider).get("search/", q="seal").status_code == 403
