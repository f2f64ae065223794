"""Somebody on the telephone is put on hold, fetched back, passed on. The carrier is played."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from accounts.models import Identity, Team, User
from channels_inbox.models import Call, CallOrder, Channel, PhoneSeat
from channels_inbox.phone.placing import place_orders
from tests.channels_inbox.phone.calls import MAYA, call
from tests.channels_inbox.phone.carrier import START, ask, make_carrier_line, verbs
from tests.channels_inbox.wires.vendor import Told, Vendor, playing
from tests.factories import make_ticket, make_user
from tickets.models import Event, Message

pytestmark = pytest.mark.django_db
DESK_PHONE, OTHER_PHONE = "+49305550100", "+49305550200"
AGENT = {"CallSid": "CA-agent"}


@pytest.fixture
def vendor(settings: Any) -> Iterator[Vendor]:
    settings.WEBHOOK_NETWORKS = ["127.0.0.1/32"]
    with playing(lambda asked: Told.of({"sid": "CA-agent"}, status=201)) as running:
        yield running


@pytest.fixture(autouse=True)
def line(vendor: Vendor) -> Channel:
    return make_carrier_line(base_url=vendor.url)


@pytest.fixture
def desk(client: Client, agent: User) -> Client:
    PhoneSeat.objects.create(user=agent, number=DESK_PHONE)
    client.force_login(agent)
    return client


@pytest.fixture
def colleague() -> User:
    user = make_user(User.Role.AGENT, email="ben@halden.example", name="Ben Okafor")
    PhoneSeat.objects.create(user=user, number=OTHER_PHONE)
    return user


def path_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def rung(vendor: Vendor) -> str:
    """Return what a carrier that rang a telephone is to say there."""
    return path_of(vendor.posts("/Calls.json")[-1].form["Url"][0])


def moved(vendor: Vendor, sid: str) -> str:
    """Return what one side of a call is to hear from now on."""
    return path_of(vendor.posts(f"/Calls/{sid}.json")[-1].form["Url"][0])


@pytest.fixture
def talk(desk: Client, vendor: Vendor) -> Any:
    """Let a caller and an agent talk; return the colleague's TwiML."""
    ask(desk)
    desk.post(f"/agent/calls/{call('CA1').pk}/pickup/")
    place_orders()
    dial = ask(desk, rung(vendor), **AGENT)[0]
    ask(desk, dial[0].attrib["url"])
    assert call("CA1").state == "answered"
    return dial


def press(desk: Client, hold: str, name: str = "CA1") -> Any:
    return desk.post(f"/agent/calls/{call(name).pk}/hold/", {"hold": hold}, follow=True)


def test_a_caller_is_put_on_hold_and_fetched_back(desk: Client, talk: Any, vendor: Vendor) -> None:
    shown = desk.get(f"/agent/calls/now/{call('CA1').pk}/").content.decode()
    assert "Hold" in shown
    press(desk, "yes")
    place_orders()
    assert call("CA1").state == "on_hold"
    parked = ask(desk, moved(vendor, "CA1"))
    assert (verbs(parked), parked[0].text) == (["Enqueue"], f"call-{call('CA1').pk}")
    assert verbs(ask(desk, parked[0].attrib["waitUrl"])) == ["Say", "Pause"]
    # The carrier says that the talk is over; the colleague's telephone stays on the line all the same.
    waits = ask(desk, talk.attrib["action"], **AGENT, DialCallStatus="completed")
    assert verbs(waits) == ["Pause", "Redirect"]
    assert verbs(ask(desk, path_of(waits[1].text or ""), **AGENT)) == ["Pause", "Redirect"]
    assert "Go on talking" in desk.get(f"/agent/calls/now/{call('CA1').pk}/").content.decode()
    press(desk, "no")
    place_orders()
    again = ask(desk, moved(vendor, "CA-agent"), **AGENT)[0]
    assert (again[0].tag, again[0].text) == ("Queue", f"call-{call('CA1').pk}")
    for _ in range(2):
        ask(desk, again[0].attrib["url"])
    assert call("CA1").state == "answered"
    press(desk, "yes")
    place_orders()
    assert call("CA1").state == "on_hold"


def test_who_hangs_up_on_hold_is_left_to_be_called(desk: Client, talk: Any) -> None:
    press(desk, "yes")
    place_orders()
    ask(desk, f"{START}status/", CallStatus="completed")
    assert (call("CA1").state, call("CA1").done_at) == ("abandoned_hold", None)
    over = ask(desk, talk.attrib["action"], **AGENT, DialCallStatus="completed")
    assert verbs(over) in (["Hangup"], ["Pause", "Redirect"])
    order = CallOrder.objects.get(kind="pick_up")
    assert verbs(ask(desk, f"{START}agentwait/?order={order.pk}", **AGENT)) == ["Hangup"]


def test_whose_telephone_is_hung_up_leaves_the_caller_to_the_team(desk: Client, talk: Any) -> None:
    press(desk, "yes")
    place_orders()
    order = CallOrder.objects.get(kind="pick_up")
    ask(desk, f"{START}agentstatus/?order={order.pk}", **AGENT, CallStatus="completed")
    assert call("CA1").state == "queued"
    assert "Take the call" in desk.get(f"/agent/calls/now/{call('CA1').pk}/").content.decode()


def test_a_caller_is_passed_on_to_a_colleague_whose_telephone_rings(
    desk: Client, talk: Any, vendor: Vendor, colleague: User
) -> None:
    form = {"to": f"agent-{colleague.pk}", "note": "She wants her money back."}
    desk.post(f"/agent/calls/{call('CA1').pk}/transfer/", form)
    place_orders()
    assert verbs(ask(desk, moved(vendor, "CA1"))) == ["Enqueue"]
    assert verbs(ask(desk, talk.attrib["action"], **AGENT, DialCallStatus="completed")) == ["Hangup"]
    assert call("CA1").state == "ringing"
    place_orders()
    assert vendor.posts("/Calls.json")[-1].form["To"] == [OTHER_PHONE]
    dial = ask(desk, rung(vendor), CallSid="CA-other")[0]
    ask(desk, dial[0].attrib["url"])
    found = call("CA1")
    assert (found.state, found.agent) == ("answered", colleague)
    assert found.conversation is not None
    assert found.conversation.ticket.assignee == colleague
    assert Event.objects.get(action="call_transferred").particulars["to"] == "Ben Okafor"
    assert Message.objects.filter(kind="note", text="She wants her money back.").exists()
    ask(desk, f"{START}status/", CallStatus="completed")
    assert call("CA1").state == "completed"


def test_a_caller_is_passed_on_to_a_team_and_waits_there(desk: Client, talk: Any, agent: User) -> None:
    team = Team.objects.create(name="Repairs", slug="repairs")
    desk.post(f"/agent/calls/{call('CA1').pk}/transfer/", {"to": f"team-{team.pk}", "note": ""})
    place_orders()
    found = call("CA1")
    assert (found.state, found.team, found.queue) == ("queued", team, "Repairs")
    assert found.conversation is not None
    assert (found.conversation.ticket.team, found.conversation.ticket.assignee) == (team, None)


def test_a_colleague_without_a_telephone_is_said_beside_the_choice(desk: Client, talk: Any) -> None:
    ben = make_user(User.Role.AGENT, email="tom@halden.example", name="Tom Berg")
    answer = desk.post(f"/agent/calls/{call('CA1').pk}/transfer/", {"to": f"agent-{ben.pk}", "note": "Kept"})
    assert answer.status_code == 422
    assert "Tom Berg has said of no telephone here" in answer.content.decode()
    assert "Kept" in answer.content.decode()
    assert not CallOrder.objects.filter(kind="transfer").exists()


def test_somebody_we_called_is_held_by_their_own_side(desk: Client, vendor: Vendor) -> None:
    ticket = make_ticket()
    Identity.objects.create(customer=ticket.requester, kind="phone", value=MAYA)
    desk.post(f"/agent/tickets/{ticket.number}/calls/", {"number": MAYA})
    place_orders()
    dial = ask(desk, rung(vendor), **AGENT)[0]
    ask(desk, dial[0].attrib["url"], CallSid="CA-theirs")
    ours = Call.objects.get()
    press(desk, "yes", ours.external_id)
    place_orders()
    parked = ask(desk, moved(vendor, "CA-theirs"), CallSid="CA-theirs")
    press(desk, "no", ours.external_id)
    place_orders()
    again = ask(desk, moved(vendor, "CA-agent"), **AGENT)[0]
    assert again[0].tag == "Queue"
    ask(desk, again[0].attrib["url"], CallSid="CA-theirs")
    ours.refresh_from_db()
    assert ours.state == "answered"
    ask(desk, parked[0].attrib["action"], CallSid="CA-theirs", QueueResult="bridged")
    ours.refresh_from_db()
    assert ours.state == "completed"


def test_a_carrier_that_refuses_is_said_in_the_ticket_and_they_talk_on(desk: Client, talk: Any, vendor: Vendor) -> None:
    vendor.answer = lambda asked: Told.of({"message": "Call is not in-progress"}, status=400)
    press(desk, "yes")
    place_orders()
    assert call("CA1").state == "answered"
    told = Event.objects.get(action="call_order_failed").particulars
    assert told["trouble"] == "The carrier refused: Call is not in-progress"
    over = ask(desk, talk.attrib["action"], **AGENT, DialCallStatus="completed")
    assert verbs(over) == ["Hangup"]


def test_only_who_talks_moves_anybody(desk: Client, talk: Any, colleague: User, outsider: User) -> None:
    number = call("CA1").pk
    for person, code in [(colleague, 302), (outsider, 404)]:
        desk.force_login(person)
        assert desk.post(f"/agent/calls/{number}/hold/", {"hold": "yes"}).status_code == code
    desk.force_login(colleague)
    team = Team.objects.create(name="Repairs", slug="repairs")
    assert desk.post(f"/agent/calls/{number}/transfer/", {"to": f"team-{team.pk}"}).status_code == 422
    assert not CallOrder.objects.exclude(kind="pick_up").exists()


def test_light_agents_and_outsiders_hold_and_pass_on_nobody(
    client: Client, talk: Any, light_agent: User, outsider: User
) -> None:
    for person, code in [(outsider, 404), (light_agent, 403)]:
        client.force_login(person)
        for path in ("hold", "transfer", "caller"):
            assert client.post(f"/agent/calls/{call('CA1').pk}/{path}/").status_code == code
