"""A colleague takes a waiting call, or calls somebody: their own telephone rings first. The carrier is played."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from accounts.models import Identity, User
from channels_inbox.models import CallOrder, Channel, PhoneSeat
from channels_inbox.phone.placing import place_orders
from tests.channels_inbox.phone.calls import LINE, MAYA, call
from tests.channels_inbox.phone.carrier import ACCOUNT, START, ask, make_carrier_line
from tests.channels_inbox.wires.vendor import Told, Vendor, playing
from tests.factories import make_ticket, make_user
from tickets.models import Event, Ticket

pytestmark = pytest.mark.django_db
DESK_PHONE = "+49305550100"


@pytest.fixture
def vendor(settings: Any) -> Iterator[Vendor]:
    settings.WEBHOOK_NETWORKS = ["127.0.0.1/32"]
    with playing(lambda asked: Told.of({"sid": "CA-agent"}, status=201)) as running:
        yield running


@pytest.fixture(autouse=True)
def line(vendor: Vendor) -> Channel:
    return make_carrier_line(base_url=vendor.url, record=True)


@pytest.fixture
def desk(client: Client, agent: User) -> Client:
    PhoneSeat.objects.create(user=agent, number=DESK_PHONE)
    client.force_login(agent)
    return client


def take(desk: Client) -> None:
    desk.post(f"/agent/calls/{call('CA1').pk}/pickup/")


def then(vendor: Vendor, name: str = "Url") -> str:
    url = urlsplit(vendor.posts("Calls.json")[-1].form[name][0])
    return f"{url.path}?{url.query}"


def test_who_takes_a_call_is_rung_and_connected_with_its_caller(desk: Client, agent: User, vendor: Vendor) -> None:
    ask(desk)
    assert "Take the call" in desk.get(f"/agent/calls/now/{call('CA1').pk}/").content.decode()
    take(desk)
    assert call("CA1").state == "ringing"
    assert place_orders() == 1
    asked = vendor.posts("Calls.json")[0]
    assert asked.path == f"/2010-04-01/Accounts/{ACCOUNT}/Calls.json"
    assert (asked.form["To"], asked.form["From"]) == ([DESK_PHONE], [LINE])
    dial = ask(desk, then(vendor), CallSid="CA-agent")[0]
    assert (dial.tag, dial[0].tag, dial[0].text) == ("Dial", "Queue", f"call-{call('CA1').pk}")
    assert f"call={call('CA1').pk}" in dial.attrib["recordingStatusCallback"]
    ask(desk, dial[0].attrib["url"], CallSid="CA1")
    ask(desk, dial[0].attrib["url"], CallSid="CA1")
    assert (call("CA1").state, call("CA1").agent) == ("answered", agent)
    assert Ticket.objects.get().assignee == agent
    ask(desk, dial.attrib["action"], CallSid="CA-agent", DialCallStatus="completed")
    ask(desk, f"{START}status/", CallStatus="completed")
    assert call("CA1").state == "completed"


def test_of_two_who_take_a_call_one_is_told_who_was_faster(desk: Client, agent: User) -> None:
    ask(desk)
    take(desk)
    other = make_user(User.Role.AGENT, email="ben@halden.example", name="Ben")
    PhoneSeat.objects.create(user=other, number="+49305550200")
    desk.force_login(other)
    take(desk)
    assert CallOrder.objects.get().agent == agent


def test_who_does_not_answer_leaves_the_caller_waiting_for_others(desk: Client, vendor: Vendor) -> None:
    ask(desk)
    take(desk)
    place_orders()
    for _ in range(2):
        ask(desk, then(vendor, "StatusCallback"), CallSid="CA-agent", CallStatus="no-answer")
    assert call("CA1").state == "queued"
    take(desk)
    assert CallOrder.objects.filter(ended_at=None).count() == 1


def test_a_carrier_that_refuses_is_said_and_never_asked_again(desk: Client, vendor: Vendor) -> None:
    vendor.answer = lambda asked: Told.of({"message": "No credit"}, status=400)
    ask(desk)
    take(desk)
    place_orders()
    place_orders()
    assert len(vendor.asked) == 1
    order = CallOrder.objects.get()
    assert (order.state, order.trouble) == ("failed", "The carrier refused: No credit")
    assert call("CA1").state == "queued"


def test_without_a_telephone_of_ones_own_nothing_rings(client: Client, agent: User) -> None:
    ask(client)
    client.force_login(agent)
    take(client)
    assert not CallOrder.objects.exists()


def test_a_customer_is_called_from_their_ticket(desk: Client, agent: User, vendor: Vendor) -> None:
    ticket = make_ticket()
    Identity.objects.create(customer=ticket.requester, kind="phone", value=MAYA)
    desk.post(f"/agent/tickets/{ticket.number}/calls/", {"number": MAYA})
    place_orders()
    dial = ask(desk, then(vendor), CallSid="CA-agent")[0]
    assert (dial.attrib["callerId"], dial[0].tag, dial[0].text) == (LINE, "Number", MAYA)
    ask(desk, dial[0].attrib["url"], CallSid="CA-other")
    found = CallOrder.objects.get().call
    assert (found.state, found.direction, found.agent) == ("answered", "out", agent)
    ask(desk, dial.attrib["action"], CallSid="CA-agent", DialCallStatus="completed")
    found.refresh_from_db()
    assert (found.state, found.conversation.ticket) == ("completed", ticket)  # type: ignore[union-attr]
    assert Event.objects.filter(ticket=ticket, action="call_placed").count() == 1
    assert Ticket.objects.count() == 1


def test_only_a_number_of_the_customers_own_is_called(desk: Client) -> None:
    ticket = make_ticket()
    desk.post(f"/agent/tickets/{ticket.number}/calls/", {"number": "+4990012345678"})
    assert not CallOrder.objects.exists()


def test_the_outsider_and_light_agents_make_nothing_ring(
    client: Client, outsider: User, light_agent: User, agent: User
) -> None:
    ticket = make_ticket()
    ask(client)
    for person, code in [(outsider, 404), (light_agent, 403)]:
        client.force_login(person)
        assert client.post(f"/agent/calls/{call('CA1').pk}/pickup/").status_code == code
        assert client.post(f"/agent/tickets/{ticket.number}/calls/").status_code == code
    assert not CallOrder.objects.exists()
