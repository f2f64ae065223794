"""WhatsApp's Cloud API, from https://developers.facebook.com/docs/whatsapp/cloud-api."""

from __future__ import annotations

import json
from typing import Any

from channels_inbox.models import Channel
from tests.channels_inbox.wires.playing import Post, meta, payload
from tests.channels_inbox.wires.vendor import Asked, Told

HANDLE = "+46705550142"
NUMBER = "106540352242922"


def channel(url: str) -> Channel:
    made = Channel(kind="whatsapp", slug="whatsapp", name="WhatsApp", address="+46705550100")
    made.settings = {"base_url": f"{url}/v23.0", "phone_number_id": NUMBER, "business_account_id": "102290129340398"}
    made.secrets = {"access_token": "EAAB-token", "app_secret": "app-secret", "verify_token": "our-token"}
    made.save()
    return made


def message(text: str, *, number: int = 1) -> bytes:
    return json.dumps(_with([_said(text, number)])).encode()


def two_messages() -> tuple[bytes, int]:
    return json.dumps(_with([_said("First.", 1), _said("Second.", 2)])).encode(), 2


def _with(said: list[Any]) -> Any:
    update = json.loads(payload("whatsapp", "message.json"))
    update["entry"][0]["changes"][0]["value"]["messages"] = said
    return update


def _said(text: str, number: int) -> Any:
    said = json.loads(payload("whatsapp", "message.json"))["entry"][0]["changes"][0]["value"]["messages"][0]
    return {**said, "id": f"{said['id']}{number}", "text": {"body": text}}


def unknown() -> bytes:
    return payload("whatsapp", "other_field.json")


def receipt(provider_id: str, status: str) -> bytes:
    update = json.loads(payload("whatsapp", "status.json"))
    told = update["entry"][0]["changes"][0]["value"]["statuses"][0]
    told |= {"id": provider_id, "status": status}
    if status == "failed":
        details = {"details": "Message failed to send because more than 24 hours have passed."}
        told["errors"] = [{"code": 131047, "title": "Re-engagement message", "error_data": details}]
    return json.dumps(update).encode()


def signed(channel: Channel, body: bytes) -> Post:
    return meta.signed(channel, body)


def unset(channel: Channel) -> None:
    meta.unset(channel)


def answer(asked: Asked) -> Told:
    if asked.method == "GET" and asked.path.endswith("/2754859441498128"):
        url = f"http://{asked.headers['host']}/whatsapp_business/attachments/?mid=1"
        return Told.of({"url": url, "mime_type": "image/jpeg", "id": "2754859441498128"})
    if asked.method == "GET":
        return Told(body=b"\xff\xd8 a photo", content_type="image/jpeg")
    if asked.path.endswith("/media"):
        return Told.of({"id": "4490709327384033"})
    return Told.of({"messaging_product": "whatsapp", "messages": [{"id": f"wamid.sent-{len(asked.body)}"}]})


def refusal() -> tuple[Told, str]:
    return meta.refusal(131026, "Message undeliverable")


def said(asked: Asked) -> str:
    return str(asked.json["text"]["body"]) if asked.path.endswith("/messages") and "text" in asked.json else ""


def file(url: str) -> bytes:
    return payload("whatsapp", "image.json")
