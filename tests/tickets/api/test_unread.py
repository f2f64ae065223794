"""A client that says what it has read is told when there is more."""

from __future__ import annotations

import pytest

from accounts.models import User
from channels_inbox.models import Outbound
from tests.api import Api
from tests.factories import make_inbound, make_note, make_ticket, make_user
from tickets.models import Message, Ticket

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["reply", "note"])
def test_newer_words_refuse_the_message_and_come_along(kind: str, api: Api, ticket: Ticket, support: None) -> None:
    first = Message.objects.get(ticket=ticket)
    newer = [make_inbound(ticket, text="Still 4 bar."), make_note(ticket, by=make_user(User.Role.AGENT))]
    url = f"tickets/{ticket.number}/messages/"
    answer = api.post(url, {"kind": kind, "text": "Hello", "last_seen_message_id": first.pk})
    assert answer.status_code == 409
    assert answer.json()["detail"].startswith("Somebody wrote meanwhile")
    assert [message["id"] for message in answer.json()["newer"]] == [message.pk for message in newer]
    assert not Outbound.objects.exists()
    read = {"kind": kind, "text": "Hello", "last_seen_message_id": newer[-1].pk}
    assert api.post(url, read).status_code == 201
    assert api.post(url, {"kind": kind, "text": "Hello again"}).status_code == 201, "who does not say is not asked"


def test_a_refused_message_leaves_its_idempotency_key_free(api: Api, ticket: Ticket, support: None) -> None:
    first = Message.objects.get(ticket=ticket)
    newer = make_inbound(ticket)
    url = f"tickets/{ticket.number}/messages/"
    given = {"text": "Hello", "last_seen_message_id": first.pk}
    assert api.post(url, given, key="once").status_code == 409
    assert api.post(url, {**given, "last_seen_message_id": newer.pk}, key="once").status_code == 201


def test_a_message_of_another_ticket_is_not_what_was_read(api: Api, ticket: Ticket, support: None) -> None:
    other = Message.objects.get(ticket=make_ticket())
    answer = api.post(f"tickets/{ticket.number}/messages/", {"text": "Hello", "last_seen_message_id": other.pk})
    assert answer.status_code == 400
    assert "last_seen_message_id" in answer.json()["errors"]
