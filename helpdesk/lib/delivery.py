"""The outgoing row: whatever leaves the house is a row first, and its state is the truth.

    queued -> sending -> sent | queued again (later) | failed | uncertain
    sent -> bounced

A worker claims a row by one conditional update, so two never hold it. `transmitting_at` is committed
just before the other side could accept: a row found dead before that moment is safely sent again, one
found dead after it is `uncertain` and shown to a person, never repeated by the machine.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils import timezone

LEASE = timedelta(minutes=2)
# A big letter over a slow line may take this long after the other side began to listen.
HANDOVER = timedelta(minutes=15)
# Seconds to wait after the first, second … temporary failure; together about two days.
BACK_OFF = [60, 300, 900, 3600, 3600 * 3, 3600 * 6, 3600 * 12, 3600 * 24]


LOST = "The connection was lost while the message was being handed over. It may or may not have arrived."


class State(models.TextChoices):
    QUEUED = "queued", "Queued"
    SENDING = "sending", "Sending"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed"
    BOUNCED = "bounced", "Bounced"
    UNCERTAIN = "uncertain", "May not have arrived"


class Delivery(models.Model):
    """Abstract outgoing row. Subclasses say what is sent and to whom."""

    state = models.CharField(max_length=9, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    # When to try (queued) or to look again because the worker may have died (sending).
    due_at = models.DateTimeField(null=True, blank=True, default=timezone.now)
    transmitting_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    # In words a person can act on, without secrets.
    trouble = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


D = TypeVar("D", bound=Delivery)


def due(model: type[D], *, now: datetime, limit: int = 500) -> list[int]:
    """Return ids of rows to act on now: queued and due, or claimed by a worker that never came back."""
    waiting = Q(state__in=[State.QUEUED, State.SENDING], due_at__lte=now)
    return list(model._default_manager.filter(waiting).order_by("due_at").values_list("pk", flat=True)[:limit])


def claim(rows: QuerySet[D], pk: int, *, now: datetime | None = None) -> D | None:
    """Take a due row for sending, or return None when someone else has it or it needs a person.

    `rows` says what to read with it (select_related). A row whose worker died while the other side may
    have accepted becomes `uncertain`.
    """
    now = now or timezone.now()
    due = rows.model._default_manager.filter(pk=pk, due_at__lte=now)
    # One conditional UPDATE is the claim: of two workers only one changes the row.
    won = due.filter(Q(state=State.QUEUED) | Q(state=State.SENDING, transmitting_at=None)).update(
        state=State.SENDING, attempts=F("attempts") + 1, due_at=now + LEASE, transmitting_at=None
    )
    if won:
        return rows.get(pk=pk)
    lost = due.filter(state=State.SENDING).exclude(transmitting_at=None)
    lost.update(state=State.UNCERTAIN, due_at=None, trouble=LOST)
    return None


def mark_transmitting(row: Delivery) -> bool:
    """Commit that the other side may accept from now on; False means another worker owns the row now.

    Call outside any transaction. A worker that slept through its lease finds the attempt number moved on, or
    that somebody else has begun to transmit: of all that ever held the row at once, one gets True.
    """
    now = timezone.now()
    won = _mine(row, State.SENDING).update(transmitting_at=now, due_at=now + HANDOVER)
    if won:
        row.transmitting_at = now
    return bool(won)


def mark_sent(row: Delivery, **extra: Any) -> bool:
    """Record that the other side took responsibility, even if the answer came after we gave up on it."""
    return _finish(row, State.SENT, State.SENDING, State.UNCERTAIN, sent_at=timezone.now(), trouble="", **extra)


def mark_uncertain(row: Delivery, **extra: Any) -> bool:
    """Record that nobody knows whether it arrived. The machine never tries again; a person may."""
    return _finish(row, State.UNCERTAIN, trouble=LOST, **extra)


def mark_failed(row: Delivery, trouble: str, **extra: Any) -> bool:
    """Record that it was refused for good."""
    return _finish(row, State.FAILED, trouble=trouble, **extra)


def mark_later(row: Delivery, trouble: str, **extra: Any) -> bool:
    """Queue again after a temporary failure, or give up when the back-off is used up."""
    if row.attempts > len(BACK_OFF):
        return mark_failed(row, trouble, **extra)
    due_at = timezone.now() + timedelta(seconds=BACK_OFF[row.attempts - 1])
    return _finish(row, State.QUEUED, due_at=due_at, transmitting_at=None, trouble=trouble, **extra)


def _mine(row: Delivery, *states: State) -> QuerySet[Delivery]:
    """Return the row as this worker's attempt left it: nothing when another attempt has begun."""
    rows = type(row)._default_manager.filter(pk=row.pk, state__in=states)
    return rows.filter(attempts=row.attempts, transmitting_at=row.transmitting_at)


def _finish(row: Delivery, state: State, *states: State, **values: Any) -> bool:
    """Write an attempt's end, unless the row is no longer this attempt's: a late word must not undo a newer one."""
    values = {"state": state, "due_at": None, **values}
    if not _mine(row, *(states or [State.SENDING])).update(**values):
        row.refresh_from_db()
        return False
    for name, value in values.items():
        setattr(row, name, value)
    return True
