"""A telephone line is set up in the browser: what is missing or wrong is said beside its field."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from channels_inbox.models import Channel
from tests.channels_inbox.phone.calls import tell

pytestmark = pytest.mark.django_db
NEW = "/agent/settings/channels/new/phone/"
LINE = {"name": "Telephone", "address": "+49 30 12345678", "provider": "cti", "country": "de"}


@pytest.fixture
def desk(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


def test_a_line_is_added_and_its_secret_shown_once_lets_calls_in(desk: Client) -> None:
    page = desk.post(NEW, LINE)
    channel = Channel.objects.get(kind="phone")
    secret = channel.secrets["secret"]
    assert secret in page.content.decode()
    assert channel.settings["country"] == "DE"
    assert secret not in desk.get(f"/agent/settings/channels/{channel.pk}/").content.decode()
    assert tell(desk, "newCall", slug=channel.slug, secret=secret).status_code == 200
    listed = desk.get("/agent/settings/channels/").content.decode()
    assert "Telephone" in listed


def test_the_addresses_of_a_carrier_are_there_to_copy(desk: Client) -> None:
    twilio = {**LINE, "provider": "twilio", "account_sid": "AC123", "auth_token": "token-42"}
    page = desk.post(NEW, twilio, follow=True).content.decode()
    assert "/hooks/phone/telephone/voice/" in page
    assert "/hooks/phone/telephone/voice/status/" in page
    assert "token-42" not in page


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"address": "12"}, "address"),
        ({"country": "xx"}, "country"),
        ({"provider": "twilio"}, "account_sid"),
        ({"provider": "twilio", "account_sid": "AC1"}, "auth_token"),
        ({"join_hours": "-1"}, "join_hours"),
        ({"short_seconds": "9999"}, "short_seconds"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(desk: Client, wrong: dict[str, Any], field: str) -> None:
    answer = desk.post(NEW, {**LINE, **wrong})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Channel.objects.filter(kind="phone").exists()
