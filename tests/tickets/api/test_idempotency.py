"""A client that heard no answer asks again: it gets the first answer, and nothing is made twice."""

from __future__ import annotations

import io
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import ApiToken, IdempotencyKey, User
from accounts.operations.forgetting import forget_idempotency_keys
from tests.api import Api
from tests.factories import make_customer, make_ticket, make_user
from tickets.models import Attachment, Ticket

pytestmark = pytest.mark.django_db

ASK = {"requester": {"email": "elin@cafenorr.example"}, "subject": "Grinder hums", "text": "It only hums."}


def test_the_same_request_gets_the_same_answer(api: Api) -> None:
    first = api.post("tickets/", ASK, key="order-1")
    again = api.post("tickets/", ASK, key="order-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again["Idempotency-Replayed"] == "true"
    assert Ticket.objects.count() == 1


def test_the_order_of_fields_does_not_matter(api: Api) -> None:
    api.post("tickets/", ASK, key="order-1")
    assert api.post("tickets/", dict(reversed(ASK.items())), key="order-1").status_code == 201
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize("path", ["tickets/", "customers/"])
def test_another_request_under_the_same_key_is_refused(api: Api, path: str) -> None:
    api.post("tickets/", ASK, key="order-1")
    other = api.post(path, {**ASK, "subject": "Something else"}, key="order-1")
    assert other.status_code == 409
    assert "another request" in other.json()["detail"]
    assert Ticket.objects.count() == 1


def test_a_refused_request_uses_no_key_up(api: Api) -> None:
    assert api.post("tickets/", {**ASK, "text": ""}, key="order-1").status_code == 400
    assert not IdempotencyKey.objects.exists()
    assert api.post("tickets/", ASK, key="order-1").status_code == 201


def test_keys_of_two_people_have_nothing_to_do_with_each_other(api: Api) -> None:
    api.post("tickets/", ASK, key="order-1")
    assert Api(make_user(User.Role.AGENT)).post("tickets/", ASK, key="order-1").status_code == 201
    assert Ticket.objects.count() == 2


def test_a_message_is_written_once(api: Api, ticket: Ticket) -> None:
    for _ in range(3):
        api.post(f"tickets/{ticket.number}/messages/", {"kind": "note", "text": "Once."}, key="note-1")
    assert ticket.messages.count() == 2


def test_a_file_is_stored_once_however_the_client_packs_it(api: Api) -> None:
    def upload() -> Any:
        stream = io.BytesIO(b"content")
        stream.name = "a.txt"
        return api.upload(stream, key="file-1")

    assert upload().json() == upload().json()
    assert Attachment.objects.count() == 1


def test_a_customer_is_added_once(api: Api) -> None:
    body = {"email": "rui@postbox.example", "name": "Rui"}
    first = api.post("customers/", body, key="c")
    assert api.post("customers/", body, key="c").json() == first.json()


def test_the_secret_of_a_token_is_kept_nowhere(api: Api, agent: User) -> None:
    first = api.post("tokens/", {"name": "Nightly export"}, key="t").json()
    again = api.post("tokens/", {"name": "Nightly export"}, key="t").json()
    assert first.pop("secret").startswith("hd_")
    assert again == first
    assert ApiToken.objects.filter(user=agent, name="Nightly export").count() == 1
    assert "secret" not in (IdempotencyKey.objects.get().body or {})


@pytest.mark.parametrize("key", ["", "with space", "ü", "x" * 256])
def test_a_key_that_is_none_is_refused(api: Api, key: str) -> None:
    assert api.post("tickets/", ASK, key=key or " ").status_code == 400


def test_keys_are_kept_for_a_day_and_then_forgotten(api: Api) -> None:
    api.post("tickets/", ASK, key="order-1")
    now = timezone.now()
    assert forget_idempotency_keys(now=now + timedelta(hours=25)) == 0
    assert forget_idempotency_keys(now=now + timedelta(hours=49)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_and_hear_the_same(agent: User) -> None:
    api = Api(agent)
    ticket = make_ticket(make_customer())
    ready = threading.Barrier(4)
    answers = []

    def write() -> None:
        try:
            ready.wait(10)
            answers.append(
                api.post(f"tickets/{ticket.number}/messages/", {"kind": "note", "text": "Once."}, key="both")
            )
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [a.status_code for a in answers] == [201] * 4
    assert len({a.json()["id"] for a in answers}) == 1
    assert ticket.messages.count() == 2
