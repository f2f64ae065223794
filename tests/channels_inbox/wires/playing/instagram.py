"""Instagram, from https://developers.facebook.com/docs/messenger-platform."""

from __future__ import annotations

from channels_inbox.models import Channel
from tests.channels_inbox.wires.playing import Post, meta, payload
from tests.channels_inbox.wires.vendor import Asked, Told

HANDLE = "24601000000000042"


def channel(url: str) -> Channel:
    return meta.messaging_channel("instagram", url)


def message(text: str, *, number: int = 1) -> bytes:
    return meta.update("instagram", meta.event("instagram", text, number))


def two_messages() -> tuple[bytes, int]:
    return meta.update("instagram", meta.event("instagram", "First.", 1), meta.event("instagram", "Second.", 2)), 2


def unknown() -> bytes:
    return payload("instagram", "echo.json")


def signed(channel: Channel, body: bytes) -> Post:
    return meta.signed(channel, body)


def unset(channel: Channel) -> None:
    meta.unset(channel)


def answer(asked: Asked) -> Told:
    if asked.query.get("fields") == ["name"]:
        return Told.of({"name": "Maya Lindqvist", "id": HANDLE})
    if asked.method == "GET":
        return Told(body=b"\xff\xd8 a photo", content_type="image/jpeg")
    return Told.of({"recipient_id": HANDLE, "message_id": f"m_sent-{len(asked.body)}"})


def refusal() -> tuple[Told, str]:
    return meta.refusal(551, "This person isn't available right now")


def said(asked: Asked) -> str:
    return str(asked.json["message"]["text"])


def file(url: str) -> bytes:
    return payload("instagram", "attachment.json").replace(b"URL", f"{url}/photo.jpg".encode())


def receipt(provider_id: str, status: str) -> bytes:
    told = {"sender": {"id": HANDLE}, "recipient": {"id": "17841400000000001"}, "timestamp": 1795326590123}
    return meta.update("instagram", {**told, "read": {"mid": provider_id}})
