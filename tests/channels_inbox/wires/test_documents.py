"""What docs/channels says is what the code does."""

from __future__ import annotations

import importlib.util
import json
import time
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings

from channels_inbox.registry import KINDS, capabilities
from tests.channels_inbox.wires.conftest import post
from tests.channels_inbox.wires.playing import Post, player
from tickets.models.kinds import ChannelKind

DOCS = Path(settings.BASE_DIR) / "docs" / "channels"


@pytest.fixture
def client_of_docs() -> ModuleType:
    spec = importlib.util.spec_from_file_location("api_client", DOCS / "api_client.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_has_a_page_and_a_row(kind: str) -> None:
    page = kind.replace("_", "-")
    assert (DOCS / f"{page}.md").exists()
    row = next(line for line in (DOCS / "index.md").read_text().splitlines() if f"]({page}.md)" in line)
    assert ChannelKind(kind).label in row
    can = capabilities(kind)
    if can.max_length:
        assert f"{can.max_length:,}" in row
    assert ("24 h" in row) is (can.window is not None)
    for receipt in can.receipts:
        assert receipt in row


@pytest.mark.django_db
def test_the_example_client_is_believed_and_believes_us(client_of_docs: ModuleType) -> None:
    channel, play = player("api").channel("https://shop.example.com"), player("api")
    body, at = play.message("Hello"), int(time.time())
    signed = {"X-Helpdesk-Signature": client_of_docs.sign(channel.secrets["token"], body, at)}
    assert post(channel, Post(body, signed)).json() == {"received": 1, "new": 1}
    ours = play.signed(channel, json.dumps({"type": "message"}).encode())
    assert client_of_docs.is_genuine(channel.secrets["token"], ours.headers["X-Helpdesk-Signature"], ours.body)
    assert not client_of_docs.is_genuine("another", ours.headers["X-Helpdesk-Signature"], ours.body)
    # Programs that cannot sign show the token.
    bearer = {"Authorization": f"Bearer {channel.secrets['token']}"}
    assert post(channel, Post(play.message("Again", number=2), bearer)).status_code == 200
