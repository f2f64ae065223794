"""Say which channel an address belongs to."""

from __future__ import annotations

import time

from django.conf import settings

from channels_inbox.models import Channel
from channels_inbox.reply_address import plain_address

# Asked for every recipient of every mail, and uses the index of `channel_address_once`.
_OWNERS = """
SELECT * FROM channels_inbox_channel
WHERE kind = 'email' AND lower(address) IN (%s, %s) AND address <> ''
"""


def channel_for(address: str) -> Channel | None:
    """Return the email channel that owns an address, our signed reply addresses included, or None.

    An address that itself holds a plus sign wins over the one in front of the plus.
    """
    exact = address.strip().lower()
    owners = Channel.objects.raw(_OWNERS, [exact, plain_address(exact)])
    return max(owners, key=lambda channel: channel.address.lower() == exact, default=None)


class RecentOwners:
    """Who owned an address a moment ago: of many letters on one connection, only some ask the database.

    A pause or a new limit is felt after SECONDS; a new address at once.
    """

    SECONDS = 1.0
    _MOST = 1000

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, Channel]] = {}

    def get(self, address: str) -> Channel | None:
        """Return the channel if it was asked for within the last moment."""
        asked_at, channel = self._known.get(address, (float("-inf"), None))
        return channel if time.monotonic() - asked_at < self.SECONDS else None

    def put(self, address: str, channel: Channel) -> None:
        if len(self._known) >= self._MOST:
            self._known.clear()
        self._known[address] = (time.monotonic(), channel)


def max_bytes(channel: Channel) -> int:
    """Return how big a mail this channel takes, in bytes."""
    return int(channel.settings.get("max_bytes") or settings.MAIL_MAX_BYTES)
