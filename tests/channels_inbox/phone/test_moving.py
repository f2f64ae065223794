"""A call is moved to another ticket: its end and its sound go there."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from channels_inbox.phone.recordings import announce, fetch_recordings
from tests.channels_inbox.phone.calls import call, make_line, tell
from tests.factories import make_ticket, make_user
from tickets.models import Attachment, Event, Ticket
from tickets.operations.progress import close_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def line() -> Any:
    return make_line()


@pytest.fixture
def desk(client: Client, agent: User) -> Client:
    client.force_login(agent)
    tell(client, "newCall")
    announce(call(), external_id="before", kind="recording", seconds=2, url="simulated:2")
    fetch_recordings()
    return client


def move(desk: Client, to: Ticket | int) -> Any:
    number = to if isinstance(to, int) else to.number
    return desk.post(f"/agent/calls/{call().pk}/move/", {"number": f"#{number}"})


def test_its_end_and_its_sound_are_in_the_other_ticket(desk: Client) -> None:
    target = make_ticket(subject="The boiler is cold")
    assert move(desk, target).headers["Location"] == f"/agent/tickets/{target.number}/"
    assert Attachment.objects.filter(message__ticket=target).count() == 1
    tell(desk, "hangup")
    announce(call(), external_id="after", kind="recording", seconds=2, url="simulated:2")
    fetch_recordings()
    assert Attachment.objects.filter(message__ticket=target).count() == 2
    assert Event.objects.get(action="call_ended").ticket == target
    assert Event.objects.filter(action="call_moved").count() == 2
    page = desk.get(f"/agent/tickets/{target.number}/").content.decode()
    assert "brought a call here from" in page
    # Once more changes nothing.
    move(desk, target)
    assert Event.objects.filter(action="call_moved").count() == 2


def test_where_it_cannot_go_is_said_beside_the_number(desk: Client, admin: User) -> None:
    closed = make_ticket()
    close_ticket(closed, by=admin)
    assert "closed for good" in move(desk, closed).content.decode()
    assert "no such ticket" in move(desk, 999999).content.decode()
    assert desk.post(f"/agent/calls/{call().pk}/move/", {"number": "x"}).status_code == 422
    assert not Event.objects.filter(action="call_moved").exists()


def test_a_limited_agent_moves_nothing_out_of_their_sight(client: Client, desk: Client, light_agent: User) -> None:
    limited = make_user(User.Role.AGENT, email="lim@halden.example", ticket_scope=User.TicketScope.ASSIGNED)
    own = make_ticket(assignee=limited)
    client.force_login(limited)
    assert move(client, own).status_code == 404
    client.force_login(light_agent)
    assert move(client, own).status_code == 403
