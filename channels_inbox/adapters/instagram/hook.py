"""What Meta posts to us for Instagram."""

from __future__ import annotations

from channels_inbox.adapters.meta import messaging
from channels_inbox.adapters.meta.graph import MOST_BYTES, verify, welcome
from channels_inbox.hooking import Arrival, Hook
from channels_inbox.models import Channel

__all__ = ["MOST_BYTES", "REPORTS", "split", "verify", "welcome"]
REPORTS = False


def split(hook: Hook, channel: Channel) -> list[Arrival]:
    return messaging.split(hook.body, channel, wanted="instagram")
