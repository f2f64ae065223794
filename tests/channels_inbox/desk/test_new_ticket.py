"""An agent writes first, or notes a call."""

from __future__ import annotations

import uuid
from contextlib import suppress
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from accounts.models import Customer, Team, User
from channels_inbox.models import Channel, Outbound
from channels_inbox.operations.starting import start_ticket
from tests.channels_inbox.desk.conftest import signed_in
from tests.factories import make_customer, make_ticket, make_user
from tickets.models import Message, Ticket
from tickets.operations.messages import NewFile, store_file
from tickets.operations.progress import close_ticket

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


def test_pressing_twice_with_a_file_opens_one_ticket(desk: Client, mailbox: Channel, agent: User) -> None:
    upload = store_file(NewFile("guide.pdf", "application/pdf", b"%PDF-1.7"), uploaded_by=agent)
    sent = form(uploads=[upload.token])
    first, second = desk.post(URL, sent), desk.post(URL, sent)
    assert first.headers["Location"] == second.headers["Location"]
    assert Ticket.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_pressing_twice_at_once_opens_one_ticket(agent: User, mailbox: Channel) -> None:
    sent, start, answers = form(), Barrier(2), []

    def press() -> None:
        desk = signed_in(agent)
        start.wait()
        answers.append(desk.post(URL, sent).headers["Location"])
        connection.close()

    presses = [Thread(target=press) for _ in range(2)]
    for each in presses:
        each.start()
    for each in presses:
        each.join()
    assert answers == [reverse("agent_ticket", args=[Ticket.objects.get().number])] * 2


def test_what_was_cut_off_before_it_was_stored_can_be_sent_again(agent: User, mailbox: Channel) -> None:
    ours: dict[str, Any] = {"by": agent, "kind": "email", "address": "bao@example.com", "name": "Bao Tran"}
    words: dict[str, Any] = {
        "subject": "Milk foam",
        "text": "We found the cause.",
        "phoned": False,
        "key": str(uuid.uuid4()),
    }
    with suppress(KeyboardInterrupt), transaction.atomic():
        start_ticket(**ours, **words)
        raise KeyboardInterrupt  # the process is told to end before COMMIT
    assert not Ticket.objects.exists()
    made = start_ticket(**ours, **words)
    assert start_ticket(**ours, **words) == made == Ticket.objects.get()


def test_a_ticket_is_opened_without_the_cache(desk: Client, mailbox: Channel, settings: Settings) -> None:
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    assert desk.post(URL, form()).status_code == 302
    assert Ticket.objects.count() == 1


def test_nothing_is_opened_without_a_file_it_was_to_carry(desk: Client, mailbox: Channel, agent: User) -> None:
    kept = store_file(NewFile("guide.pdf", "application/pdf", b"%PDF-1.7"), uploaded_by=agent)
    response = desk.post(URL, form(uploads=[kept.token, "sweptaway"]))
    assert response.status_code == 422
    page = response.content.decode()
    assert "One file is no longer here; attach it again." in page
    assert "We found the cause." in page
    assert "guide.pdf" in page, "the file that is here stays attached"
    assert "sweptaway" not in page
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"address": "not an address"}, "This is not a mail address."),
        ({"address": "+46 31 555 0142"}, "This is not a mail address."),
        ({"text": "   "}, "Write what this is about."),
        ({"subject": ""}, "Please fill this in."),
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


def test_a_closed_ticket_is_continued_in_a_new_one(desk: Client, mailbox: Channel, agent: User) -> None:
    closed = make_ticket(make_customer("maya@cafenorr.example", "Maya Lindqvist"), subject="Seal leaks")
    close_ticket(closed, by=agent)
    page = desk.get(URL, {"follows": closed.number}).content.decode()
    assert 'value="maya@cafenorr.example"' in page
    desk.post(URL, form(address="maya@cafenorr.example", follows=closed.number))
    assert Ticket.objects.latest("pk").follow_up_of == closed


def test_a_ticket_one_may_not_see_is_not_continued(ticket: Ticket, mailbox: Channel) -> None:
    Ticket.objects.update(team=Team.objects.create(name="Others", slug="others"))
    limited = signed_in(make_user(User.Role.AGENT, ticket_scope="teams"))
    assert "maya@cafenorr.example" not in limited.get(URL, {"follows": ticket.number}).content.decode()
    limited.post(URL, form(follows=ticket.number))
    assert Ticket.objects.latest("pk").follow_up_of is None
