"""One number of several people: nobody is guessed, the desk asks who it is."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import Customer, Identity, User
from channels_inbox.models import Call
from tests.channels_inbox.phone.calls import MAYA, call, make_line, tell
from tests.factories import make_ticket, make_user
from tickets.models import Event, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def line() -> Any:
    return make_line()


@pytest.fixture
def family() -> tuple[Customer, Customer]:
    """Return two people of one number: one by telephone, the other by WhatsApp."""
    maya, jonas = Customer.objects.create(name="Maya Norr"), Customer.objects.create(name="Jonas Norr")
    Identity.objects.create(customer=maya, kind="phone", value=MAYA)
    Identity.objects.create(customer=jonas, kind="whatsapp", value=MAYA)
    return maya, jonas


def pop(client: Client, name: str = "c-1") -> str:
    return client.get(f"/agent/calls/now/{call(name).pk}/").content.decode()


def test_what_pops_up_offers_them_and_guesses_nobody(
    client: Client, agent: User, family: tuple[Customer, Customer]
) -> None:
    _maya, jonas = family
    other = make_ticket(requester=jonas, subject="The grinder of Jonas")
    tell(client, "newCall")
    ticket = call().conversation.ticket  # type: ignore[union-attr]
    assert ticket.requester not in family
    assert ticket.subject == "Call from Somebody at +46 70 174 06 05"
    client.force_login(agent)
    shown = pop(client)
    assert "Several people call from this number. Who is it?" in shown
    assert "Maya Norr" in shown
    assert f"#{other.number}" in shown
    answer = client.post(f"/agent/calls/{call().pk}/caller/", {"customer": jonas.pk})
    assert answer.headers["Location"] == f"/agent/tickets/{ticket.number}/"
    ticket.refresh_from_db()
    assert (ticket.requester, call().customer) == (jonas, jonas)
    assert ticket.subject == "Call from Jonas Norr"
    assert ticket.messages.get().author_customer == jonas
    assert Event.objects.get(action="requester_named").particulars["after"] == "Jonas Norr"
    assert "Who is it?" not in pop(client)


def test_the_call_of_one_does_not_join_the_ticket_of_the_other(
    client: Client, agent: User, family: tuple[Customer, Customer]
) -> None:
    for name in ("c-1", "c-2"):
        tell(client, "newCall", callId=name)
        tell(client, "hangup", callId=name)
    assert Ticket.objects.count() == 2


def test_a_number_of_one_person_is_theirs_as_ever(client: Client, agent: User) -> None:
    maya = Customer.objects.create(name="Maya Norr")
    Identity.objects.create(customer=maya, kind="phone", value=MAYA)
    tell(client, "newCall")
    assert call().customer == maya
    client.force_login(agent)
    assert "Who is it?" not in pop(client)


def test_a_call_moved_to_somebody_elses_ticket_makes_the_number_shared(client: Client, agent: User) -> None:
    tell(client, "newCall")
    tell(client, "hangup")
    client.force_login(agent)
    target = make_ticket(subject="The boiler of the neighbour")
    client.post(f"/agent/calls/{call().pk}/move/", {"number": target.number})
    tell(client, "newCall", callId="c-2")
    shown = pop(client, "c-2")
    assert "Who is it?" in shown
    assert target.requester.display_name in shown


def test_only_one_of_them_can_be_named_and_only_once(
    client: Client, agent: User, family: tuple[Customer, Customer]
) -> None:
    tell(client, "newCall")
    client.force_login(agent)
    stranger = make_ticket().requester
    path = f"/agent/calls/{call().pk}/caller/"
    assert client.post(path, {"customer": stranger.pk}).status_code == 404
    assert client.post(path, {"customer": "x"}).status_code == 404
    client.post(path, {"customer": family[0].pk})
    client.post(path, {"customer": family[1].pk})
    assert call().customer == family[0]


def test_an_agent_is_offered_nobody_they_may_not_know_of(client: Client, family: tuple[Customer, Customer]) -> None:
    tell(client, "newCall")
    limited = make_user(User.Role.AGENT, email="lim@halden.example", ticket_scope=User.TicketScope.ASSIGNED)
    Ticket.objects.update(assignee=limited)
    Call.objects.update(agent=limited)
    client.force_login(limited)
    assert "Maya Norr" not in pop(client)
    assert client.post(f"/agent/calls/{call().pk}/caller/", {"customer": family[0].pk}).status_code == 404
