"""Where the next page starts: an opaque text that holds the last row's place in the order."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime


def encode(at: datetime, pk: int) -> str:
    micros = int(at.timestamp() * 1_000_000 + 0.5)
    return base64.urlsafe_b64encode(f"{micros}.{pk}".encode()).decode().rstrip("=")


def decode(text: str) -> tuple[datetime, int] | None:
    """Return the place a cursor names, or None for anything that is not one."""
    try:
        micros, _, pk = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().partition(".")
        seconds, rest = divmod(int(micros), 1_000_000)
        return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest), int(pk)
    except (ValueError, binascii.Error, OverflowError, OSError):
        return None
