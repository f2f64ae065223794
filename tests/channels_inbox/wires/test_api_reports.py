"""A program that posts to an API channel hears what is wrong with a message, and nothing of it is kept."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from channels_inbox.models import Channel, Inbound

pytestmark = pytest.mark.django_db
TOKEN = "token-of-the-shop"
GOOD: dict[str, Any] = {"id": "m-1", "sender": {"id": "c-88"}, "text": "Hello"}


@pytest.fixture(autouse=True)
def channel() -> Channel:
    made = Channel(kind="api", slug="shop", name="Shop")
    made.secrets = {"token": TOKEN}
    made.save()
    return made


def post(content: dict[str, Any]) -> Any:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    return Client().post("/hooks/api/shop/", json.dumps(content), content_type="application/json", headers=headers)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"sender": {}}, "“sender.id” is missing"),
        ({"sender": "Maya"}, "“sender.id” is missing"),
        ({"text": ""}, "neither “text” nor “files”"),
        ({"files": [{"name": "a.png", "content": "%%%"}]}, "“a.png” is no base64"),
        ({"id": ""}, "“id” is missing"),
        ({"type": "receipt", "message": "w1", "status": "eaten"}, "“status” of a receipt is one of"),
    ],
)
def test_what_could_never_be_a_message_is_refused_with_its_reason(wrong: dict[str, Any], words: str) -> None:
    answer = post({**GOOD, **wrong})
    assert answer.status_code == 422
    assert words in answer.json()["detail"]
    assert not Inbound.objects.exists()


def test_mended_it_is_taken_under_the_same_id() -> None:
    post({**GOOD, "text": ""})
    assert post(GOOD).json() == {"received": 1, "new": 1}
