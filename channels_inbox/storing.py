"""Keep what reaches us before anybody tries to understand it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from channels_inbox.models import Channel, Inbound
from channels_inbox.wake import wake_after_commit


@transaction.atomic
def store_raw(
    channel: Channel,
    *,
    external_id: str,
    raw: bytes,
    envelope_from: str = "",
    envelope_to: Sequence[str] = (),
    received_at: datetime | None = None,
) -> tuple[Inbound, bool]:
    """Store a raw message once per (channel, external_id) and wake a worker to read it after commit.

    Returns the row and whether it is new. Acknowledge to the other side (250, flag, 200) only after
    this transaction has committed. The unique constraint decides; two receivers may race.
    """
    now = timezone.now()
    row = Inbound(
        channel=channel,
        external_id=external_id,
        raw=raw,
        envelope_from=envelope_from[:320],
        envelope_to=[a[:320] for a in envelope_to],
        received_at=received_at or now,
        due_at=now,
    )
    made = Inbound.objects.bulk_create([row], ignore_conflicts=True)
    stored = Inbound.objects.defer("raw").get(channel=channel, external_id=external_id)
    new = made[0].received_at == stored.received_at and stored.state == Inbound.State.PENDING
    wake_after_commit("channels_inbox.process_pending")
    return stored, new
