"""A slip of the finger is no reason to find nothing."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Team, User
from tests.factories import make_ticket, make_user
from tickets.models import Ticket
from tickets.search import find
from tickets.search.suggesting import meant

pytestmark = pytest.mark.django_db


def suggestion(typed: str, by: User) -> str:
    visible = Ticket.objects.visible_to(by)
    return meant(visible, find(visible, typed, by=by).asked, by=by)


def test_words_that_look_alike_are_offered_if_they_find_something(agent: User) -> None:
    make_ticket(subject="No pressure", text="The gasket is worn.")
    assert suggestion("presure", agent) == "pressure"
    assert suggestion("gaskte presure is:open", agent) == "gasket pressure is:open"
    assert suggestion("gaskte is:closed", agent) == ""
    assert suggestion("qxqxqx", agent) == ""
    assert suggestion('"presure"', agent) == ""
    assert suggestion("from:nobody", agent) == ""


def test_nobody_learns_words_of_tickets_they_do_not_see(agent: User) -> None:
    make_ticket(subject="Bankruptcy", text="x", team=Team.objects.create(name="Others", slug="others"))
    assert suggestion("bankrupcy", agent) == "bankruptcy"
    assert suggestion("bankrupcy", make_user(User.Role.AGENT, ticket_scope="teams")) == ""


def test_the_list_offers_it(agent: User) -> None:
    make_ticket(subject="No pressure")
    client = Client()
    client.force_login(agent)
    page = client.get(reverse("agent_view", args=["all"]), {"q": "presure"}).content.decode()
    assert "Did you mean" in page
    assert "?q=pressure" in page
