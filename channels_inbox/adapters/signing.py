"""Prove who posts to a channel, and in constant time."""

from __future__ import annotations

import hashlib
import hmac
import time

from channels_inbox.hooking import Forged

# What was recorded longer ago than this proves nothing.
TOLERANCE = 300


def require_secret(secret: str) -> str:
    """Return a secret that is set. Raises Forged: without one nobody can prove anything."""
    if not secret:
        raise Forged("The channel has no secret yet, so nothing can be believed.")
    return secret


def require_same(given: str, expected: str) -> None:
    """Raise Forged unless two proofs are the same."""
    if not given:
        raise Forged("It is not signed.")
    if not hmac.compare_digest(given.encode(), expected.encode()):
        raise Forged("The signature is wrong.")


def hmac_hex(secret: str, body: bytes) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def require_signed_moment(header: str, secret: str, body: bytes) -> None:
    """Check a header `t=<unix time>,v1=<HMAC-SHA256 over "t.body">`, as our own webhooks carry. Raises Forged."""
    pairs = dict(part.strip().split("=", 1) for part in header.split(",") if "=" in part)
    at, given = pairs.get("t", ""), pairs.get("v1", "")
    if not at.isdecimal() or len(at) > 12 or abs(time.time() - int(at)) > TOLERANCE:
        raise Forged("It was signed too long ago, or does not say when.")
    require_same(given, hmac_hex(secret, f"{at}.".encode() + body))
