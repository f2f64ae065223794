"""When something may be read or leave: never while its channel is paused."""

from __future__ import annotations

from datetime import datetime

from channels_inbox.models import Channel
from helpdesk.lib.rows import scalars

# Held until the caller's commit: who lets the channel go on waits for it, and then finds what was written.
_STILL = "SELECT 1 FROM channels_inbox_channel WHERE id = %s AND paused_at IS NOT NULL FOR SHARE"


def due_on(channel: Channel, at: datetime) -> datetime | None:
    """Return when a row of this channel is due; None while it is paused. The caller is in a transaction then.

    Who saw it paused looks again: written after it went on, a row that is never due would wait for ever.
    """
    return None if channel.paused_at and scalars(_STILL, [channel.pk]) else at
