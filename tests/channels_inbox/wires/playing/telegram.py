"""Telegram's Bot API, from https://core.telegram.org/bots/api."""

from __future__ import annotations

import json

from channels_inbox.models import Channel
from tests.channels_inbox.wires.playing import Post, payload
from tests.channels_inbox.wires.vendor import Asked, Told

HANDLE = "5550001"


def channel(url: str) -> Channel:
    made = Channel(kind="telegram", slug="halden-bot", name="@halden_bot", address="@halden_bot")
    made.settings = {"base_url": url}
    made.secrets = {"bot_token": "1234:abc", "secret_token": "a-secret-of-ours"}
    made.save()
    return made


def message(text: str, *, number: int = 1) -> bytes:
    update = json.loads(payload("telegram", "message.json"))
    update["update_id"] += number
    update["message"]["message_id"] += number
    update["message"]["text"] = text
    return json.dumps(update).encode()


def two_messages() -> tuple[bytes, int]:
    return message("One update, one message."), 1


def unknown() -> bytes:
    return payload("telegram", "edited_message.json")


def signed(channel: Channel, body: bytes) -> Post:
    return Post(body, {"X-Telegram-Bot-Api-Secret-Token": channel.secrets.get("secret_token", "")})


def unset(channel: Channel) -> None:
    channel.secrets = {"bot_token": "1234:abc"}
    channel.save()


def answer(asked: Asked) -> Told:
    if asked.path.endswith("/getFile"):
        return Told.of({"ok": True, "result": {"file_id": "x", "file_path": "photos/file_1.jpg"}})
    if asked.path.startswith("/file/"):
        return Told(body=b"\xff\xd8 a photo", content_type="image/jpeg")
    return Told.of({"ok": True, "result": {"message_id": 900 + len(asked.body)}})


def refusal() -> tuple[Told, str]:
    said = {"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked by the user"}
    return Told.of(said, 403), "bot was blocked by the user"


def said(asked: Asked) -> str:
    return str(asked.json["text"]) if asked.path.endswith("/sendMessage") else ""


def file(url: str) -> bytes:
    return payload("telegram", "photo.json")
