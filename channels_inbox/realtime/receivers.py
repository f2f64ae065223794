"""Turn a ticket's events into one nudge per transaction, after commit."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.dispatch import receiver

from channels_inbox.realtime.nudge import Nudge
from tickets.models import Event
from tickets.signals import event_recorded


@receiver(event_recorded)
def nudge_live_pages(*, event: Event, **_: Any) -> None:
    pending = _pending(event.ticket_id)
    nudge = pending or Nudge(event.ticket_id)
    nudge.add(event)
    if pending is None:
        transaction.on_commit(nudge, robust=True)


def _pending(ticket_id: int) -> Nudge | None:
    """Find the nudge this transaction already holds for the ticket.

    Django drops it together with the savepoint it was registered in, so one that is found here
    outlives at least the savepoint we are in.
    """
    for _savepoints, call, _robust in transaction.get_connection().run_on_commit:
        if isinstance(call, Nudge) and call.ticket_id == ticket_id:
            return call
    return None
