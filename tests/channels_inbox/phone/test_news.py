"""A telephone system tells of a call: it becomes a ticket, and the ticket says what became of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from accounts.models import Customer, Identity, Team, User
from channels_inbox.models import BlockedNumber, Call, CallStep
from tests.channels_inbox.phone.calls import LINE, MAYA, call, make_line, post, tell
from tickets.models import Event, Message, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def line() -> Any:
    return make_line()


def test_a_ringing_call_is_a_ticket_of_its_caller(client: Client) -> None:
    answer = tell(client, "newCall", name="Maya Lindqvist")
    ticket = Ticket.objects.get()
    assert answer.json() == {"call": "c-1", "state": "ringing", "ticket": ticket.number}
    assert (ticket.channel, ticket.subject) == ("phone", "Call from Maya Lindqvist")
    assert ticket.requester.identities.get().value == MAYA
    assert ticket.messages.get().text == "Phone call to +49 30 12345678."
    conversation = call().conversation
    assert conversation is not None
    assert (conversation.key, conversation.ticket) == ("c-1", ticket)


def test_a_known_caller_is_recognised_whatever_the_spelling(client: Client) -> None:
    maya = Customer.objects.create(name="Maya Lindqvist")
    Identity.objects.create(customer=maya, kind="phone", value=MAYA)
    tell(client, "newCall", **{"from": "0046 70 174 06 05"})
    assert call().customer == maya
    assert Ticket.objects.get().requester == maya


def test_whoever_answers_has_answered_the_ticket(client: Client, agent: User) -> None:
    tell(client, "newCall")
    tell(client, "answer", agent=agent.email)
    ticket = Ticket.objects.get()
    assert (ticket.assignee, ticket.waiting_since, ticket.category) == (agent, None, "open")
    assert ticket.first_replied_at is not None
    assert ticket.messages.filter(kind=Message.Kind.REPLY, author_user=agent).count() == 1
    tell(client, "hangup", duration=125)
    assert (call().state, call().talk_seconds) == ("completed", 125)
    assert call().done_at is not None
    ended = Event.objects.get(action="call_ended")
    assert ended.particulars["state"] == "completed"


def test_a_missed_call_waits_for_somebody(client: Client) -> None:
    tell(client, "newCall")
    tell(client, "hangup", cause="cancel")
    assert call().state == "missed"
    assert call().done_at is None
    assert Ticket.objects.get().waiting_since is not None


def test_news_told_twice_change_nothing(client: Client, agent: User) -> None:
    told: list[tuple[str, dict[str, Any]]] = [
        ("newCall", {}),
        ("answer", {"agent": agent.email}),
        ("hangup", {"duration": 60}),
    ]
    for event, more in told:
        first = tell(client, event, **more)
        again = tell(client, event, **more)
        assert first.json() == again.json()
    assert (Ticket.objects.count(), Call.objects.count(), CallStep.objects.count()) == (1, 1, 3)
    assert Message.objects.count() == 2
    assert Event.objects.filter(action="call_ended").count() == 1


def test_an_answer_that_comes_after_the_end_puts_it_right(client: Client, agent: User) -> None:
    tell(client, "hangup", at="2026-03-02T09:01:00Z")
    tell(client, "answer", at="2026-03-02T09:00:10Z", agent=agent.email)
    tell(client, "newCall", at="2026-03-02T09:00:00Z")
    found = call()
    assert (found.state, found.wait_seconds, found.talk_seconds, found.agent) == ("completed", 10, 50, agent)
    assert Ticket.objects.count() == 1


def test_calling_again_soon_goes_on_in_the_same_ticket(client: Client) -> None:
    tell(client, "newCall")
    tell(client, "hangup")
    tell(client, "newCall", callId="c-2")
    assert Ticket.objects.count() == 1
    assert Message.objects.count() == 2
    assert {c.conversation.ticket_id for c in Call.objects.all() if c.conversation} == {Ticket.objects.get().pk}


def test_calling_again_after_it_was_resolved_is_a_ticket_of_its_own(client: Client, admin: User) -> None:
    from tickets.operations.progress import resolve_ticket

    tell(client, "newCall")
    tell(client, "hangup")
    resolve_ticket(Ticket.objects.get(), by=admin)
    tell(client, "newCall", callId="c-2")
    assert Ticket.objects.count() == 2


def test_two_who_withhold_their_number_are_two_people(client: Client) -> None:
    for name in ("c-1", "c-2"):
        tell(client, "newCall", callId=name, **{"from": "anonymous"})
    first, second = Ticket.objects.order_by("pk")
    assert first.requester != second.requester
    assert first.subject == "Call from a withheld number"
    assert not Identity.objects.exists()


def test_a_queue_leads_to_the_team_of_its_name(client: Client) -> None:
    team = Team.objects.create(name="Orders", slug="orders")
    tell(client, "newCall", queue="orders")
    assert (call().state, call().queue, call().team) == ("queued", "orders", team)
    assert Ticket.objects.get().team == team


def test_a_call_of_ours_is_a_ticket_of_whom_we_called(client: Client, agent: User) -> None:
    ours = {"from": LINE, "to": MAYA, "direction": "out", "agent": agent.email}
    tell(client, "newCall", **ours)
    tell(client, "answer", **ours)
    ticket = Ticket.objects.get()
    assert (ticket.subject, ticket.assignee) == ("Call to +46 70 174 06 05", agent)
    assert call().direction == "out"


def test_a_blocked_caller_is_turned_away_and_leaves_nothing(client: Client) -> None:
    BlockedNumber.objects.create(number=MAYA)
    assert tell(client, "newCall").json() == {"action": "reject"}
    assert not Call.objects.exists()
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"event": "sneeze"}, "event"),
        ({"callId": ""}, "callId"),
        ({"callId": ["c"]}, "callId"),
        ({"direction": "up"}, "direction"),
        ({"at": "yesterday"}, "at"),
        ({"from": "1" * 90}, "from"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_field_named(client: Client, given: dict[str, Any], named: str) -> None:
    body = json.dumps({"event": "newCall", "callId": "c-1", "from": MAYA, **given}).encode()
    answer = post(client, body)
    assert answer.status_code == 422
    assert answer.json()["error"].startswith(f"{named}:")
    assert not Call.objects.exists()


@pytest.mark.parametrize("body", [b"\xff\xfe", b"[1]", b"null", b"{" * 5000])
def test_nonsense_is_refused(client: Client, body: bytes) -> None:
    assert post(client, body).status_code == 422


def test_a_form_does_as_well_as_json(client: Client) -> None:
    body = b"event=newCall&callId=c-1&from=%2B46701740605&to=030+12345678"
    assert post(client, body, content_type="application/x-www-form-urlencoded").status_code == 200
    assert (call().number, call().line) == (MAYA, LINE)


def test_a_call_led_on_to_another_queue_takes_its_ticket_along(client: Client) -> None:
    for name in ("Orders", "Service"):
        Team.objects.create(name=name, slug=name.lower())
    tell(client, "newCall", queue="Orders")
    tell(client, "transfer")
    tell(client, "queued", queue="Service")
    ticket = Ticket.objects.get()
    assert ticket.team is not None
    assert (call().queue, ticket.team.name) == ("Service", "Service")


def test_whom_we_called_in_vain_is_not_put_on_the_list_of_those_to_call(client: Client, agent: User) -> None:
    ours = {"from": LINE, "to": MAYA, "direction": "out", "agent": agent.email}
    tell(client, "newCall", **ours)
    tell(client, "hangup", cause="busy", **ours)
    assert call().state == "missed"
    assert call().done_at is not None
