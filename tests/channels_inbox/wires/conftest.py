from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from channels_inbox.models import Channel, Inbound
from channels_inbox.processing import process_pending
from tests.channels_inbox.wires.playing import Player, Post, player
from tests.channels_inbox.wires.vendor import Vendor, playing


@pytest.fixture
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def vendor(kind: str, settings: Any) -> Iterator[Vendor]:
    settings.WEBHOOK_NETWORKS = ["127.0.0.1/32"]
    with playing(player(kind).answer) as running:
        yield running


@pytest.fixture
def play(kind: str) -> Player:
    return player(kind)


@pytest.fixture
def channel(db: None, play: Player, vendor: Vendor) -> Channel:
    return play.channel(vendor.url)


def post(channel: Channel, sent: Post) -> Any:
    """Post to a channel's web address as the vendor does."""
    return Client().post(
        f"/hooks/{channel.kind}/{channel.slug}/", sent.body, content_type=sent.content_type, headers=dict(sent.headers)
    )


def take(channel: Channel, play: Player, body: bytes) -> Inbound:
    """Post a body, signed, read it, and return the newest row it made."""
    answered = post(channel, play.signed(channel, body))
    assert answered.status_code == 200, answered.content
    process_pending()
    return Inbound.objects.select_related("ticket", "message").order_by("-pk")[0]
