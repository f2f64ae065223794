"""A form's one-time token: when the page was made, and a name for what is sent with it."""

from __future__ import annotations

import hashlib
import secrets
import time
from dataclasses import dataclass

from django.core.signing import BadSignature, Signer

# A page may stay open for a week and still be sent.
GOOD_FOR = 7 * 86_400


@dataclass(frozen=True, slots=True)
class Once:
    """A token that is ours. `age` counts seconds since the page was made."""

    nonce: str
    age: float

    def name(self, *parts: bytes) -> str:
        """Return the id of one submission: the same words sent twice are one, other words are another.

        So a double click makes one ticket, and going back to write something else loses nothing.
        """
        digest = hashlib.sha256()
        for part in parts:
            digest.update(hashlib.sha256(part).digest())
        return f"form:{self.nonce}:{digest.hexdigest()[:32]}"


def fresh() -> str:
    """Return a token for a page made now."""
    return _signer().sign(f"{time.time():.3f}-{secrets.token_hex(8)}")


def read(token: str) -> Once | None:
    """Return what a token says, or None when it is not ours or older than GOOD_FOR."""
    try:
        made, _, nonce = _signer().unsign(token).partition("-")
    except BadSignature:
        return None
    age = time.time() - float(made)
    return Once(nonce, age) if age <= GOOD_FOR else None


def _signer() -> Signer:
    return Signer(salt="portal.form", sep=":")
