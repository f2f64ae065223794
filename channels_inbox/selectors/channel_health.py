"""How each channel does: when something last came and went, what waits, what could not be read or sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from channels_inbox.forgeries import forgeries_today
from channels_inbox.models import Channel
from channels_inbox.registry import SETTINGS

# Looked at from the newest row backwards: a busy desk's channels have all been heard of within these.
LATEST = 20_000
_IN = """
SELECT channel_id, max(received_at), count(*) FILTER (WHERE received_at >= %s),
    count(*) FILTER (WHERE state = 'pending'), count(*) FILTER (WHERE state = 'quarantined')
FROM channels_inbox_inbound WHERE id > (SELECT coalesce(max(id), 0) FROM channels_inbox_inbound) - %s
GROUP BY channel_id
"""
_OUT = """
SELECT channel_id, max(sent_at),
    count(*) FILTER (WHERE created_at >= %s AND state IN ('failed', 'bounced', 'uncertain')),
    count(*) FILTER (WHERE state IN ('queued', 'sending'))
FROM channels_inbox_outbound WHERE id > (SELECT coalesce(max(id), 0) FROM channels_inbox_outbound) - %s
GROUP BY channel_id
"""
# Calls and chats leave no such rows: they are answered while they happen.
_LIVE = """
SELECT channel_id, max(started_at), count(*) FILTER (WHERE started_at >= %s) FROM (
    SELECT channel_id, started_at FROM channels_inbox_call
    WHERE id > (SELECT coalesce(max(id), 0) FROM channels_inbox_call) - %s
    UNION ALL
    SELECT wire.channel_id, chat.started_at FROM channels_inbox_chat AS chat
    JOIN channels_inbox_conversation AS wire ON wire.id = chat.conversation_id
    WHERE wire.id > (SELECT coalesce(max(id), 0) FROM channels_inbox_conversation) - %s
) AS live GROUP BY channel_id
"""


@dataclass(slots=True)
class Health:
    """What happened on a channel lately; counts of failures and arrivals are of today."""

    last_in: datetime | None = None
    today: int = 0
    unread: int = 0
    unreadable: int = 0
    last_out: datetime | None = None
    failed: int = 0
    unsent: int = 0
    # Posts that proved nothing.
    forged: int = 0

    @property
    def waiting(self) -> int:
        return self.unread + self.unsent


def channels_with_health() -> list[Any]:
    """Return every channel in use with its health, in four statements."""
    channels: list[Any] = list(
        Channel.objects.filter(retired_at=None).select_related("team").defer("sealed_secrets").order_by("kind", "name")
    )
    found = healths(channel.pk for channel in channels)
    for channel in channels:
        channel.health = found.get(channel.pk, Health())
        channel.mood, channel.said = judge(channel, channel.health)
        # Chat windows are set up on a page of their own.
        channel.has_page = channel.kind in SETTINGS
    return channels


def healths(channels: Iterable[int]) -> dict[int, Health]:
    """Return the health of every channel something happened on lately; of these also what was refused."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    found: dict[int, Health] = {}
    with connection.cursor() as cursor:
        cursor.execute(_IN, [midnight, LATEST])
        for pk, last, today, unread, unreadable in cursor.fetchall():
            found[pk] = Health(last, today, unread, unreadable)
        cursor.execute(_OUT, [midnight, LATEST])
        for pk, last, failed, unsent in cursor.fetchall():
            health = found.setdefault(pk, Health())
            health.last_out, health.failed, health.unsent = last, failed, unsent
        cursor.execute(_LIVE, [midnight, LATEST, LATEST])
        for pk, last, today in cursor.fetchall():
            found.setdefault(pk, Health()).last_in, found[pk].today = last, today
    for pk, forged in forgeries_today(channels).items():
        found.setdefault(pk, Health()).forged = forged
    return found


def judge(channel: Channel, health: Health) -> tuple[str, str]:
    """Return how a channel does, as a mood and a word for its badge."""
    if channel.paused_at is not None:
        return "paused", "Paused"
    if channel.trouble:
        return "danger", "In trouble"
    if health.failed:
        return "warning", "Needs you"
    return "success", "Working"
