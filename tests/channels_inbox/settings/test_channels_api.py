"""Channels by the API: the same forms, the same rights, no secret in any answer but the first."""

from __future__ import annotations

import pytest

from accounts.models import Identity, User
from channels_inbox.models import Channel, Outbound
from tests.api import Api
from tests.channels_inbox.settings.test_channels import FILLED, the_one
from tests.channels_inbox.wires.conftest import take
from tests.channels_inbox.wires.playing import player
from tests.chatting import Browser, chat_of, make_widget
from tests.factories import make_ticket, make_user
from tests.mail import make_channel

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(admin: User) -> Api:
    return Api(admin)


@pytest.mark.parametrize("kind", sorted(FILLED))
def test_each_kind_is_added_read_changed_paused_and_removed(api: Api, kind: str) -> None:
    added = api.post("channels/", {"kind": kind, "values": {"name": "Ours", **FILLED[kind]}})
    assert added.status_code == 201, added.content
    channel = the_one()
    path = f"channels/{channel.pk}/"
    told = api.get(path)
    assert "s3cret" not in told.content.decode()
    assert told.json()["hook"].endswith(f"/{channel.slug}/") or kind in {"email", "phone"}
    before = channel.secrets
    changed = api.put(path, {"values": {"name": "Renamed"}, "version": 1})
    assert changed.status_code == 200, changed.content
    channel.refresh_from_db()
    assert (channel.name, channel.secrets) == ("Renamed", before)
    assert api.put(path, {"values": {"name": "Late"}, "version": 1}).status_code == 409
    assert api.put(f"{path}pause/", {}).json()["paused_at"]
    assert api.delete(f"{path}pause/").json()["paused_at"] is None
    assert api.delete(path).status_code == 204
    assert api.get(path).status_code == 404


def test_what_is_wrong_is_said_by_field(api: Api) -> None:
    refused = api.post("channels/", {"kind": "sms", "values": {"name": "Ours", "address": "x", "colour": "red"}})
    assert refused.status_code == 400
    assert refused.json()["errors"]["colour"]
    assert api.post("channels/", {"kind": "chat", "values": {}}).status_code == 400
    assert api.post("channels/", {"kind": "sms", "values": {"name": "Ours", "address": "12"}}).status_code == 400


@pytest.mark.parametrize("role", [User.Role.AGENT, User.Role.LIGHT_AGENT, User.Role.CUSTOMER])
def test_nobody_else_finds_channels(role: User.Role, db: None) -> None:
    channel = Channel.objects.get(slug="contact")
    api = Api(make_user(role))
    for path in ("channels/", f"channels/{channel.pk}/"):
        assert api.get(path).status_code in {403, 404}
    assert api.post(f"channels/{channel.pk}/tests/", {}).status_code in {403, 404}
    assert api.put(f"channels/{channel.pk}/pause/", {}).status_code in {403, 404}
    assert api.delete(f"channels/{channel.pk}/").status_code in {403, 404}
    assert Api().get("channels/").status_code == 401


def test_an_agent_answers_by_a_way_the_api_names(agent: User) -> None:
    channel, play = player("telegram").channel("https://api.telegram.org"), player("telegram")
    ticket = take(channel, play, play.message("Hello")).ticket
    assert ticket
    api = Api(agent)
    ways = api.get(f"tickets/{ticket.number}/ways/").json()
    assert [way["kind"] for way in ways if not way["why_not"]] == ["telegram"]
    answer = {"way": ways[0]["value"], "text": "Bleed the pump first."}
    assert api.post(f"tickets/{ticket.number}/messages/", answer).status_code == 201
    assert Outbound.objects.get().channel == channel
    too_long = api.post(f"tickets/{ticket.number}/messages/", {**answer, "text": "x" * 5000})
    assert too_long.status_code == 422
    assert "Shorten it" in too_long.json()["detail"]


def test_without_a_way_an_answer_goes_where_the_customer_wrote_last(agent: User) -> None:
    make_channel()
    play = player("telegram")
    ticket = take(play.channel("https://api.telegram.org"), play, play.message("Hello")).ticket
    assert ticket
    Identity.objects.create(customer=ticket.requester, kind="email", value="maya@cafenorr.example")
    api, address = Api(agent), f"tickets/{ticket.number}/messages/"
    assert api.post(address, {"text": "Bleed the pump first."}).json()["channel"] == "telegram"
    assert api.post(address, {"text": "By letter.", "way": "email"}).json()["channel"] == "email"
    assert [row.channel.kind for row in Outbound.objects.order_by("pk")] == ["telegram", "email"]
    refused = api.post(address, {"text": "Hello?", "way": "sms:7:+46701740605"})
    assert (refused.status_code, refused.json()["detail"][:12]) == (422, "This address")
    assert api.post(address, {"way": "email", "template": "hello:en"}).status_code == 422


def test_who_writes_in_a_chat_is_answered_there(agent: User) -> None:
    ticket = chat_of(Browser.welcomed(make_widget()).start()).conversation.ticket
    answered = Api(agent).post(f"tickets/{ticket.number}/messages/", {"text": "Is it plugged in?"})
    assert (answered.status_code, answered.json()["channel"]) == (201, "chat")
    assert "chat" in [way["value"] for way in Api(agent).get(f"tickets/{ticket.number}/ways/").json()]


def test_nobody_asks_how_to_reach_the_customer_of_a_ticket_they_cannot_see(outsider: User, customer: User) -> None:
    ticket = make_ticket(customer.customer)
    limited = make_user(User.Role.AGENT, ticket_scope=User.TicketScope.ASSIGNED)
    for user in (outsider, customer, limited):
        assert Api(user).get(f"tickets/{ticket.number}/ways/").status_code == 404
        status = Api(user).post(f"tickets/{ticket.number}/messages/", {"way": "x", "text": "x"}).status_code
        # A customer writes into their own, and has no ways to choose from.
        assert status == (400 if user == customer else 404)
