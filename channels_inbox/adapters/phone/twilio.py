"""Twilio Voice: who posts to us, by its signature (https://www.twilio.com/docs/usage/security)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable
from urllib.parse import parse_qsl

MOST_BYTES = 64 * 1024
BASE = "https://api.twilio.com"
# How a call of ours ends without anybody talking (CallStatus).
CAUSES = {"busy": "missed", "no-answer": "missed", "canceled": "missed", "failed": "failed"}
OVER = {"completed", *CAUSES}


def signature(token: str, url: str, fields: Iterable[tuple[str, str]]) -> str:
    """Return the Base64 HMAC-SHA1 of the address and the posted fields, sorted by name, without separators."""
    signed = url + "".join(f"{name}{value}" for name, value in sorted(set(fields)))
    return base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


def verify(token: str, url: str, body: bytes, shown: str) -> dict[str, str] | None:
    """Return the fields of a request the token proves; None for any other. An unset token proves nothing."""
    try:
        fields = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=200)
    except ValueError:
        return None
    if not token or not hmac.compare_digest(signature(token, url, fields).encode(), shown.encode()):
        return None
    return dict(fields)
