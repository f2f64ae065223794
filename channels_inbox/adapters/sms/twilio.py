"""Addresses and credentials of Twilio's API."""

from __future__ import annotations

import base64
from urllib.parse import urlsplit

from channels_inbox.adapters.calling import base
from channels_inbox.models import Channel

API = "https://api.twilio.com"


def messages(channel: Channel) -> str:
    return f"{base(channel, API)}/2010-04-01/Accounts/{channel.settings.get('account_sid', '')}/Messages.json"


def authorization(channel: Channel) -> dict[str, str]:
    pair = f"{channel.settings.get('account_sid', '')}:{channel.secrets.get('auth_token', '')}"
    return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}


def for_media(channel: Channel, url: str) -> dict[str, str]:
    """Return what proves who we are, for Twilio's own host alone."""
    host = urlsplit(url).hostname or ""
    ours = host == urlsplit(base(channel, API)).hostname or host.endswith(".twilio.com")
    return authorization(channel) if ours else {}
