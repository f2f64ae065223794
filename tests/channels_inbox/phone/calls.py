"""Calls as a telephone system tells of them, signed."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client
from django.utils import timezone

from channels_inbox.models import Call, Channel
from helpdesk.lib.posting import sign

SECRET = "whsec_of-the-exchange"
MAYA = "+46701740605"
LINE = "+493012345678"


def make_line(slug: str = "telephone", **fields: Any) -> Channel:
    """Return a telephone channel whose system signs with SECRET."""
    fields = {"name": "Telephone", "address": LINE, "settings": {"country": "DE"}, **fields}
    channel = Channel(kind="phone", slug=slug, **fields)
    channel.secrets = {"secret": SECRET}
    channel.save()
    return channel


def tell(client: Client, event: str, *, slug: str = "telephone", secret: str = SECRET, **given: Any) -> Any:
    """Post one event as the telephone system does."""
    given = {"event": event, "callId": "c-1", "from": MAYA, "to": LINE, **given}
    body = json.dumps(given).encode()
    return post(client, body, slug=slug, secret=secret)


def post(client: Client, body: bytes, *, slug: str = "telephone", secret: str = SECRET, **headers: str) -> Any:
    signature = sign(secret, body, at=int(timezone.now().timestamp()))
    return client.post(
        f"/hooks/phone/{slug}/",
        body,
        content_type=headers.pop("content_type", "application/json"),
        headers={"X-Helpdesk-Signature": signature, **headers},
    )


def call(external_id: str = "c-1") -> Call:
    return Call.objects.get(external_id=external_id)
