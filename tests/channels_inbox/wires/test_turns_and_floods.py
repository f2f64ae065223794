"""What was said first arrives first; whoever posts forgeries on and on is told so; names are asked for once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from channels_inbox import delivering, forgeries
from channels_inbox.delivering import deliver, deliver_pending
from channels_inbox.models import Channel, Conversation, Inbound, Outbound
from helpdesk.lib.delivery import State
from tests.channels_inbox.wires.conftest import post, take
from tests.channels_inbox.wires.playing import Player, Post
from tests.channels_inbox.wires.vendor import Told, Vendor
from tickets.operations.replying import post_reply

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["telegram"], indirect=True)
def test_a_message_waits_for_the_one_before_it(channel: Channel, play: Player, vendor: Vendor, agent: User) -> None:
    ticket = take(channel, play, play.message("Hello")).ticket
    assert ticket
    wire = Conversation.objects.get().pk
    for text in ("First.", "Second."):
        post_reply(ticket, by=agent, text=text, channel=channel.kind, wire=wire)
    first, second = Outbound.objects.order_by("pk")
    vendor.answer = lambda asked: Told(503)
    deliver_pending()
    second.refresh_from_db()
    assert (second.state, second.attempts, len(vendor.posts())) == (State.QUEUED, 0, 1)
    vendor.answer = play.answer
    Outbound.objects.update(due_at=timezone.now())
    deliver(first.pk)
    deliver(second.pk)
    assert [play.said(asked) for asked in vendor.posts()] == ["First.", "First.", "Second."]


@pytest.mark.parametrize("kind", ["telegram"], indirect=True)
def test_one_that_cannot_go_holds_the_others_up_for_minutes_only(
    channel: Channel, play: Player, vendor: Vendor, agent: User
) -> None:
    ticket = take(channel, play, play.message("Hello")).ticket
    assert ticket
    wire = Conversation.objects.get().pk
    post_reply(ticket, by=agent, text="First.", channel=channel.kind, wire=wire)
    Outbound.objects.update(
        created_at=timezone.now() - timedelta(minutes=11), due_at=timezone.now() + timedelta(hours=1)
    )
    post_reply(ticket, by=agent, text="Second.", channel=channel.kind, wire=wire)
    assert deliver_pending() == 1
    assert [play.said(asked) for asked in vendor.posts()] == ["Second."]


@pytest.mark.parametrize("kind", ["telegram"], indirect=True)
def test_a_side_that_keeps_us_waiting_in_vain_does_not_hold_up_the_other_channels(
    channel: Channel, play: Player, vendor: Vendor, agent: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = take(channel, play, play.message("Hello")).ticket
    assert ticket
    wire = Conversation.objects.get().pk
    for text in ("First.", "Second."):
        post_reply(ticket, by=agent, text=text, channel=channel.kind, wire=wire)
    # So old that neither waits for the other's turn.
    Outbound.objects.update(created_at=timezone.now() - timedelta(minutes=11))
    monkeypatch.setattr(delivering, "SLOW", 0.0)
    vendor.answer = lambda asked: Told(503)
    assert deliver_pending() == 1
    second = Outbound.objects.order_by("pk").last()
    assert second
    assert (second.state, second.attempts, len(vendor.posts())) == (State.QUEUED, 0, 1)
    assert second.due_at
    assert second.due_at > timezone.now() + timedelta(minutes=2)


@pytest.mark.parametrize("kind", ["whatsapp"], indirect=True)
def test_a_flood_of_forgeries_is_told_so_and_the_vendor_gets_through(
    channel: Channel, play: Player, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    monkeypatch.setattr(forgeries, "MOST", 3)
    body = play.message("I am Maya.")
    codes = [post(channel, Post(body, {"X-Hub-Signature-256": "sha256=00"})).status_code for _ in range(5)]
    assert codes == [403, 403, 403, 429, 429]
    assert caplog.text.count("was refused") == 3
    assert not Inbound.objects.exists()
    assert take(channel, play, body).ticket


@pytest.mark.parametrize("kind", ["messenger", "instagram"], indirect=True)
def test_a_name_is_asked_for_once(channel: Channel, play: Player, vendor: Vendor) -> None:
    first = take(channel, play, play.message("Hello"))
    take(channel, play, play.message("Again", number=2))
    assert first.ticket
    assert first.ticket.requester.name == "Maya Lindqvist"
    assert len([asked for asked in vendor.asked if "fields" in asked.query]) == 1


@pytest.mark.parametrize("kind", ["messenger"], indirect=True)
def test_without_a_name_the_message_comes_all_the_same(channel: Channel, play: Player, vendor: Vendor) -> None:
    vendor.answer = lambda asked: Told(500)
    assert take(channel, play, play.message("Hello")).outcome == "created"
