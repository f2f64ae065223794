"""Another program of the same company, as in docs/channels/api.md."""

from __future__ import annotations

import hashlib
import hmac
import json
import time

from channels_inbox.models import Channel
from tests.channels_inbox.wires.playing import Post, payload
from tests.channels_inbox.wires.vendor import Asked, Told

HANDLE = "shop:c-88"


def channel(url: str) -> Channel:
    made = Channel(kind="api", slug="shop", name="Web shop")
    made.settings = {"url": f"{url}/helpdesk"}
    made.secrets = {"token": "hdch_a-token-of-ours"}
    made.save()
    return made


def message(text: str, *, number: int = 1) -> bytes:
    given = json.loads(payload("api", "message.json"))
    return json.dumps({**given, "id": f"shop-{number}", "text": text}).encode()


def two_messages() -> tuple[bytes, int]:
    return message("One request, one message."), 1


def unknown() -> bytes:
    return json.dumps({"type": "typing", "conversation": "order-4711"}).encode()


def signed(channel: Channel, body: bytes) -> Post:
    at = int(time.time())
    secret = channel.secrets.get("token", "").encode()
    mac = hmac.new(secret, f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return Post(body, {"X-Helpdesk-Signature": f"t={at},v1={mac}"})


def unset(channel: Channel) -> None:
    channel.secrets = {}
    channel.save()


def answer(asked: Asked) -> Told:
    if asked.method == "GET":
        return Told(body=b"\xff\xd8 a photo", content_type="image/jpeg")
    return Told.of({"id": f"theirs-{len(asked.body)}"})


def refusal() -> tuple[Told, str]:
    return Told.of({"error": "no such conversation"}, 410), "answered 410"


def said(asked: Asked) -> str:
    return str(asked.json["text"])


def file(url: str) -> bytes:
    files = [{"name": "gauge.jpg", "content_type": "image/jpeg", "url": f"{url}/gauge.jpg"}]
    return json.dumps({**json.loads(message("This is the gauge.")), "files": files}).encode()


def receipt(provider_id: str, status: str) -> bytes:
    told = {"type": "receipt", "message": provider_id, "status": status, "reason": "Their phone is off."}
    return json.dumps(told).encode()
