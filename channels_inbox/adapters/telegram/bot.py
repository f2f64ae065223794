"""Addresses of Telegram's Bot API. The token is part of them, so no address is ever shown or logged."""

from __future__ import annotations

from typing import Any

from channels_inbox.adapters.calling import base
from channels_inbox.adapters.reading import inner, line
from channels_inbox.models import Channel

API = "https://api.telegram.org"


def method(channel: Channel, name: str) -> str:
    return f"{base(channel, API)}/bot{channel.secrets.get('bot_token', '')}/{name}"


def file(channel: Channel, path: str) -> str:
    return f"{base(channel, API)}/file/bot{channel.secrets.get('bot_token', '')}/{path}"


def described(said: Any, status: int) -> str:
    """Return why Telegram said no, in its words."""
    words = line(inner(said).get("description"))
    return f"Telegram said: {words[:200]}" if words else f"Telegram answered {status}."
