"""Keep what reaches us before anybody tries to understand it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from channels_inbox.models import Channel, Inbound
from channels_inbox.pausing import due_on
from helpdesk.lib.wake import wake_after_commit

# The outcome of a mail that could not be brought in whole.
NOT_FETCHED = "not_fetched"

# One statement, and no row read back: this is what a mail server waits for.
_STORE = """
INSERT INTO channels_inbox_inbound (channel_id, external_id, raw, envelope_from, envelope_to, received_at,
    state, attempts, due_at, outcome, reason, evidence, fingerprint)
VALUES (%s, %s, %s, %s, %s, %s, 'pending', 0, %s, '', '', '{}', '')
ON CONFLICT (channel_id, external_id) DO NOTHING
RETURNING id
"""


def store_raw(
    channel: Channel,
    *,
    external_id: str,
    raw: bytes,
    envelope_from: str = "",
    envelope_to: Sequence[str] = (),
    received_at: datetime | None = None,
) -> tuple[int, bool]:
    """Store a raw message once per (channel, external_id) and wake a worker to read it after commit.

    Returns the row's id and whether it is new. It commits by itself unless the caller holds a transaction open;
    acknowledge to the other side (250, flag, 200) only after the commit. The unique constraint
    decides; receivers may race.
    """
    now = timezone.now()
    recipients = [a[:320] for a in envelope_to]
    # What comes to a paused channel is kept, and read when it goes on.
    with transaction.atomic() if channel.paused_at else nullcontext(), connection.cursor() as cursor:
        due = due_on(channel, now)
        cursor.execute(_STORE, [channel.pk, external_id, raw, envelope_from[:320], recipients, received_at or now, due])
        made = cursor.fetchone()
    wake_after_commit("channels_inbox.process_pending")
    if made:
        return int(made[0]), True
    return Inbound.objects.values_list("pk", flat=True).get(channel=channel, external_id=external_id), False


def store_unfetched(channel: Channel, *, external_id: str, raw: bytes, reason: str) -> None:
    """Show an administrator a message that cannot be had whole; `raw` is what there is, perhaps its headers."""
    Inbound.objects.bulk_create(
        [
            Inbound(
                channel=channel,
                external_id=external_id,
                raw=raw,
                received_at=timezone.now(),
                state=Inbound.State.QUARANTINED,
                outcome=NOT_FETCHED,
                reason=reason,
            )
        ],
        ignore_conflicts=True,
    )
