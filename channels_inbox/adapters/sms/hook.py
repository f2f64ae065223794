"""What Twilio posts to us, and its proof: https://www.twilio.com/docs/usage/webhooks/webhooks-security."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
from urllib.parse import parse_qsl

from channels_inbox.adapters.reading import line
from channels_inbox.adapters.signing import require_same, require_secret
from channels_inbox.hooking import Arrival, Forged, Hook, named
from channels_inbox.models import Channel
from channels_inbox.registry import Unreadable

log = logging.getLogger(__name__)

MOST_BYTES = 256 * 1024
REPORTS = False
_TOLD = {"delivered", "undelivered", "failed", "read"}


def verify(hook: Hook, channel: Channel) -> None:
    """Check an HMAC-SHA1 with the account's token over our address and the fields, sorted by name."""
    token = require_secret(channel.secrets.get("auth_token", ""))
    given = hook.headers.get("x-twilio-signature", "")
    if hook.method != "POST":
        raise Forged("Twilio posts.")
    require_same(given, sign(token, hook.url, _fields(hook.body)))


def sign(token: str, url: str, fields: list[tuple[str, str]]) -> str:
    """Return the signature Twilio writes for an address and the fields of a form."""
    signed = url + "".join(name + value for name, value in sorted(set(fields)))
    return base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


def split(hook: Hook, channel: Channel) -> list[Arrival]:
    """A post is one message, or one status of a message of ours."""
    fields = dict(_fields(hook.body))
    sid = line(fields.get("MessageSid")) or line(fields.get("SmsSid"))
    if not sid:
        raise Unreadable("It names no message.")
    status = line(fields.get("MessageStatus"))
    if status and status not in _TOLD:
        log.info("Channel %s was told that a message is %s, which means nothing here.", channel.slug, status[:20])
        return []
    name = named("status", f"{status}:{sid}") if status else named("message", sid)
    return [Arrival(name, json.dumps(fields).encode())]


def welcome(hook: Hook) -> str | None:
    """Nobody tries the address by a GET."""
    return None


def _fields(body: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=200)
    except ValueError:
        return []
