"""Say which channel an address belongs to."""

from __future__ import annotations

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


def max_bytes(channel: Channel) -> int:
    """Return how big a mail this channel takes, in bytes."""
    return int(channel.settings.get("max_bytes") or settings.MAIL_MAX_BYTES)
