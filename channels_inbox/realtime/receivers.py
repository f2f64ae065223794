"""Turn a ticket's events into one nudge per transaction, after commit."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.dispatch import receiver

from accounts.models import AvailabilityChange
from accounts.news import availability_changed
from channels_inbox.realtime.groups import of_login
from channels_inbox.realtime.nudge import Nudge
from channels_inbox.realtime.publish import publisher
from channels_inbox.realtime.wire import Publication, frame
from tickets.models import Event
from tickets.signals import event_recorded


@receiver(event_recorded)
def nudge_live_pages(*, event: Event, **_: Any) -> None:
    pending = _pending(event.ticket_id)
    nudge = pending or Nudge(event.ticket_id)
    nudge.add(event)
    if pending is None:
        transaction.on_commit(nudge, robust=True)


@receiver(availability_changed)
def tell_own_pages(*, change: AvailabilityChange, **_: Any) -> None:
    """Let every window of a person know how they are to be reached now, whoever or whatever changed it."""
    news = Publication(frozenset([of_login(change.user_id)]), frame({"kind": "availability", "state": change.after}))
    transaction.on_commit(lambda: publisher().publish([news]), robust=True)


def _pending(ticket_id: int) -> Nudge | None:
    """Find the nudge this transaction already holds for the ticket.

    Django drops it together with the savepoint it was registered in, so one that is found here
    outlives at least the savepoint we are in.
    """
    for _savepoints, call, _robust in transaction.get_connection().run_on_commit:
        if isinstance(call, Nudge) and call.ticket_id == ticket_id:
            return call
    return None
