"""What WhatsApp, Messenger and Instagram do alike. Not a kind by itself."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

from channels_inbox.models import Channel
from tests.channels_inbox.wires.playing import Post, payload
from tests.channels_inbox.wires.vendor import Told


def signed(channel: Channel, body: bytes) -> Post:
    mac = hmac.new(channel.secrets.get("app_secret", "").encode(), body, hashlib.sha256).hexdigest()
    return Post(body, {"X-Hub-Signature-256": f"sha256={mac}"})


def unset(channel: Channel) -> None:
    channel.secrets = {"access_token": "EAAB-token"}
    channel.save()


def refusal(code: int, words: str) -> tuple[Told, str]:
    error = {"message": f"(#{code}) {words}", "type": "OAuthException", "code": code, "fbtrace_id": "AbC"}
    return Told.of({"error": error}, 400), words


def messaging_channel(kind: str, url: str) -> Channel:
    made = Channel(kind=kind, slug=kind, name=kind.capitalize(), address="@haldencoffee")
    made.settings = {"base_url": f"{url}/v23.0", "account_id": "17841400000000001"}
    made.secrets = {"access_token": "EAAB-token", "app_secret": "app-secret", "verify_token": "our-token"}
    made.save()
    return made


def update(kind: str, *events: Any) -> bytes:
    whole = json.loads(payload(kind, "message.json"))
    whole["entry"][0]["messaging"] = list(events)
    return json.dumps(whole).encode()


def event(kind: str, text: str, number: int) -> Any:
    found = json.loads(payload(kind, "message.json"))["entry"][0]["messaging"][0]
    return {**found, "message": {"mid": f"m_gauge-{number}", "text": text}}
