"""Tell a person's own pages that their notifications changed; the pages ask what they say now."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.dispatch import receiver

from accounts.models import Notification
from accounts.news import notified
from channels_inbox.realtime.groups import of_login
from channels_inbox.realtime.publish import publisher
from channels_inbox.realtime.wire import Publication, frame

_FRAME = frame({"kind": "notified"})


class Ring:
    """Gathers the people of one transaction; called after commit it publishes one frame for all of them."""

    def __init__(self) -> None:
        self.to: set[str] = set()

    def __call__(self) -> None:
        publisher().publish([Publication(frozenset(self.to), _FRAME)])


def ring(user_id: int) -> None:
    """Ring somebody's bell once the surrounding transaction has committed."""
    pending = _pending()
    call = pending or Ring()
    call.to.add(of_login(user_id))
    if pending is None:
        transaction.on_commit(call, robust=True)


@receiver(notified)
def ring_for_news(*, notification: Notification, **_: Any) -> None:
    ring(notification.user_id)


def _pending() -> Ring | None:
    """Find this transaction's ring; one that is found outlives at least the savepoint we are in."""
    for _savepoints, call, _robust in reversed(transaction.get_connection().run_on_commit):
        if isinstance(call, Ring):
            return call
    return None
