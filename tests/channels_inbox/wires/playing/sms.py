"""Twilio's messaging, from https://www.twilio.com/docs/messaging."""

from __future__ import annotations

import base64
import hashlib
import hmac
from urllib.parse import parse_qsl, urlencode

from django.conf import settings

from channels_inbox.models import Channel
from tests.channels_inbox.wires.playing import Post, payload
from tests.channels_inbox.wires.vendor import Asked, Told

HANDLE = "+46705550142"


def channel(url: str) -> Channel:
    made = Channel(kind="sms", slug="text", name="Text messages", address="+46705550100")
    made.settings = {"base_url": url, "account_sid": "AC0001"}
    made.secrets = {"auth_token": "twilio-token"}
    made.save()
    return made


def fields(**changed: str) -> bytes:
    return urlencode({**dict(parse_qsl(payload("sms", "message.txt").decode(), True)), **changed}).encode()


def message(text: str, *, number: int = 1) -> bytes:
    sid = f"SM{number:04}"
    return fields(Body=text, MessageSid=sid, SmsSid=sid, SmsMessageSid=sid)


def two_messages() -> tuple[bytes, int]:
    return message("One post, one message."), 1


def unknown() -> bytes:
    return status("SM0001", "queued")


def status(sid: str, word: str, **more: str) -> bytes:
    told = {"MessageSid": sid, "SmsSid": sid, "MessageStatus": word, "To": HANDLE, "AccountSid": "AC0001", **more}
    return urlencode(told).encode()


def receipt(provider_id: str, word: str) -> bytes:
    return status(provider_id, "undelivered" if word == "failed" else word, ErrorCode="30005")


def signed(channel: Channel, body: bytes) -> Post:
    token = channel.secrets.get("auth_token", "").encode()
    text = f"{settings.SITE_URL}/hooks/sms/{channel.slug}/"
    for name, value in sorted(parse_qsl(body.decode("utf-8", "replace"), True)):
        text += name + value
    proof = base64.b64encode(hmac.new(token, text.encode(), hashlib.sha1).digest()).decode()
    return Post(body, {"X-Twilio-Signature": proof}, "application/x-www-form-urlencoded")


def unset(channel: Channel) -> None:
    channel.secrets = {}
    channel.save()


def answer(asked: Asked) -> Told:
    if asked.method == "GET":
        return Told(body=b"\xff\xd8 a photo", content_type="image/jpeg")
    return Told.of({"sid": f"SM-sent-{len(asked.body)}", "status": "queued", "num_segments": "1"}, 201)


def refusal() -> tuple[Told, str]:
    said = {"code": 21610, "message": "Attempt to send to unsubscribed recipient", "status": 400}
    return Told.of(said, 400), "unsubscribed recipient"


def said(asked: Asked) -> str:
    return asked.form["Body"][0]


def file(url: str) -> bytes:
    return fields(Body="This is the gauge.", NumMedia="1", MediaUrl0=f"{url}/Media/ME1", MediaContentType0="image/jpeg")
