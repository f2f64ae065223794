"""Secrets at rest and short signatures."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes


def _key(secret: str | bytes) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"secrets-at-rest:" + force_bytes(secret)).digest()))


def _box() -> MultiFernet:
    """Encrypt with the newest key, read with any: SECRET_KEY_FALLBACKS makes a rotation possible."""
    return MultiFernet([_key(s) for s in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def seal(values: dict[str, Any]) -> str:
    """Encrypt a small mapping for storage."""
    return _box().encrypt(json.dumps(values).encode()).decode()


def unseal(sealed: str) -> dict[str, Any]:
    """Decrypt what `seal` made; raise ValueError when no known key opens it."""
    if not sealed:
        return {}
    try:
        opened: dict[str, Any] = json.loads(_box().decrypt(sealed.encode()))
    except InvalidToken:
        raise ValueError("These secrets were stored under another SECRET_KEY.") from None
    return opened


def short_mac(purpose: str, value: str, *, key: str | bytes | None = None) -> str:
    """Return 20 hex characters (80 bits) that only this installation can make for the value.

    Mail addresses lose their case on the way, so the alphabet is hexadecimal.
    """
    secret = force_bytes(key or settings.SECRET_KEY)
    return hmac.new(secret, f"{purpose}:{value}".encode(), hashlib.sha256).hexdigest()[:20]


def is_short_mac(purpose: str, value: str, mac: str) -> bool:
    """Tell whether `short_mac` made this, under the present key or an earlier one; in constant time."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(hmac.compare_digest(short_mac(purpose, value, key=k), mac.lower()) for k in keys)
