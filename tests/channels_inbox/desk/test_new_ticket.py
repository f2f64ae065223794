"""An agent writes first, or notes a call."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Customer, User
from channels_inbox.models import Channel, Outbound
from tests.channels_inbox.desk.conftest import signed_in
from tickets.models import Message, Ticket

URL = "/agent/tickets/new/"


def form(**fields: Any) -> dict[str, Any]:
    return {
        "by": "email",
        "address": "Bao@Example.com",
        "name": "Bao Tran",
        "subject": "Your milk foam",
        "text": "We found the cause.",
        "key": str(uuid.uuid4()),
        **fields,
    }


def test_a_mail_to_somebody_opens_a_ticket(desk: Client, mailbox: Channel, agent: User) -> None:
    response = desk.post(URL, form(mine="on"))
    ticket = Ticket.objects.get()
    assert response.headers["Location"] == reverse("agent_ticket", args=[ticket.number])
    assert (ticket.assignee, ticket.requester.name) == (agent, "Bao Tran")
    assert Outbound.objects.get().to == ["bao@example.com"]


def test_a_call_is_noted_and_nothing_is_sent(desk: Client, mailbox: Channel) -> None:
    desk.post(URL, form(by="phone", address="+46 31 555 0142"))
    message = Message.objects.get()
    assert (message.kind, message.channel, message.public) == (Message.Kind.NOTE, "phone", False)
    assert Customer.objects.get().identities.get().value == "+46315550142"
    assert not Outbound.objects.exists()


def test_pressing_twice_opens_one_ticket(desk: Client, mailbox: Channel) -> None:
    sent = form()
    first, second = desk.post(URL, sent), desk.post(URL, sent)
    assert first.headers["Location"] == second.headers["Location"]
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"address": "not an address"}, "This is not a mail address."),
        ({"address": "+46 31 555 0142"}, "This is not a mail address."),
        ({"text": "   "}, "Write what this is about."),
        ({"subject": ""}, "This field is required."),
    ],
)
def test_what_is_typed_stays_when_something_is_missing(
    fields: dict[str, str], words: str, desk: Client, mailbox: Channel
) -> None:
    response = desk.post(URL, form(**{"name": "Typed & kept", **fields}))
    assert response.status_code == 422
    page = response.content.decode()
    assert words in page
    assert "Typed &amp; kept" in page
    assert not Ticket.objects.exists()


def test_without_a_mailbox_it_says_that_nothing_can_be_sent(desk: Client) -> None:
    sent = form()
    response = desk.post(URL, sent)
    assert response.status_code == 422
    assert "No email channel is set up" in response.content.decode()
    assert not Ticket.objects.exists()
    Channel.objects.create(kind="email", slug="s", name="S", address="s@halden.example")
    assert desk.post(URL, sent).status_code == 302


def test_light_agents_do_not_write_to_customers(light_agent: User, mailbox: Channel) -> None:
    assert signed_in(light_agent).post(URL, form()).status_code == 404
