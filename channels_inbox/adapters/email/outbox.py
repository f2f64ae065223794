"""The mail server of a machine that has none: letters as files to look at."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from channels_inbox.messages import OutboundMessage
from channels_inbox.sending import Sent, TryLater


def drop(
    letter: bytes, message: OutboundMessage, recipients: list[str], *, on_transmit: Callable[[], bool]
) -> Sent | TryLater:
    """Write the letter as one file, all of it or none; the same letter again replaces itself."""
    folder = Path(settings.MAIL_OUTBOX)
    name = hashlib.sha256(message.message_id.encode()).hexdigest()[:16]
    partial = folder / f".{name}.{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(letter)
    except OSError as error:
        return TryLater(trouble=f"The folder for outgoing letters cannot be written ({error.strerror}).")
    if not on_transmit():
        partial.unlink()
        return TryLater(trouble="Another worker is sending it.")
    # Named by the letter alone: a retry finds its file without searching a folder that only grows.
    partial.rename(folder / f"{name}.eml")
    return Sent(tuple(recipients))
