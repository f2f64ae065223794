"""The outgoing row: whatever leaves the house is a row first, and its state is the truth.

    queued -> sending -> sent | queued again (later) | failed | uncertain
    sent -> bounced

A worker claims a row by one conditional update, so two never hold it. `transmitting_at` is committed
just before the other side could accept: a row found dead before that moment is safely sent again, one
found dead after it is `uncertain` and shown to a person, never repeated by the machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, models
from django.utils import timezone

from helpdesk.lib.rows import scalars, update_if

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


def due(model: type[Delivery], *, now: datetime, limit: int = 500) -> list[int]:
    """Return ids of rows to act on now: queued and due, or claimed by a worker that never came back."""
    return scalars(_statements(model).due, [now, limit])


def claim(model: type[Delivery], pk: int, *, now: datetime | None = None) -> bool:
    """Take a due row for sending; False when someone else has it or it needs a person.

    A row whose worker died while the other side may have accepted becomes `uncertain`.
    """
    now = now or timezone.now()
    statements = _statements(model)
    with connection.cursor() as cursor:
        # One conditional UPDATE is the claim: of two workers only one changes the row.
        cursor.execute(statements.claim, [now + LEASE, pk, now])
        if cursor.rowcount:
            return True
        cursor.execute(statements.give_up, [LOST, pk, now])
        return False


def claim_all(model: type[Delivery], pks: Sequence[int], *, now: datetime | None = None) -> list[int]:
    """Take those of these rows that are due and free, as `claim` does one; return which they are."""
    now = now or timezone.now()
    statements = _statements(model)
    taken = scalars(statements.claim_all, [list(pks), now, now + LEASE])
    with connection.cursor() as cursor:
        cursor.execute(statements.give_up_all, [LOST, list(pks), now])
    return sorted(taken)


class _Statements(NamedTuple):
    """What runs for each row that is sent, as text: writing it anew would take longer than running it."""

    due: str
    claim: str
    give_up: str
    claim_all: str
    give_up_all: str


@cache
def _statements(model: type[Delivery]) -> _Statements:
    table = connection.ops.quote_name(model._meta.db_table)
    return _Statements(
        due=f"""
            SELECT id FROM {table} WHERE state IN ('queued', 'sending') AND due_at <= %s ORDER BY due_at LIMIT %s
        """,  # noqa: S608
        claim=f"""
            UPDATE {table} SET state = 'sending', attempts = attempts + 1, due_at = %s, transmitting_at = NULL
            WHERE id = %s AND due_at <= %s AND (state = 'queued' OR state = 'sending' AND transmitting_at IS NULL)
        """,  # noqa: S608
        give_up=f"""
            UPDATE {table} SET state = 'uncertain', due_at = NULL, trouble = %s
            WHERE id = %s AND due_at <= %s AND state = 'sending' AND transmitting_at IS NOT NULL
        """,  # noqa: S608
        claim_all=f"""
            WITH free AS (
                SELECT id FROM {table} WHERE id = ANY(%s) AND due_at <= %s
                AND (state = 'queued' OR state = 'sending' AND transmitting_at IS NULL)
                ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
            )
            UPDATE {table} AS one SET state = 'sending', attempts = attempts + 1, due_at = %s, transmitting_at = NULL
            FROM free WHERE one.id = free.id RETURNING one.id
        """,  # noqa: S608
        give_up_all=f"""
            UPDATE {table} SET state = 'uncertain', due_at = NULL, trouble = %s
            WHERE id = ANY(%s) AND due_at <= %s AND state = 'sending' AND transmitting_at IS NOT NULL
        """,  # noqa: S608
    )


def step_back(row: Delivery, *, until: datetime) -> bool:
    """Give a claimed row back untried: something that must go first has not gone yet."""
    values = {"state": State.QUEUED, "due_at": until, "attempts": row.attempts - 1}
    return _store(row, values, State.SENDING)


def mark_transmitting(row: Delivery) -> bool:
    """Commit that the other side may accept from now on; False means another worker owns the row now.

    Call outside any transaction. A worker that slept through its lease finds the attempt number moved on, or
    that somebody else has begun to transmit: of all that ever held the row at once, one gets True.
    """
    now = timezone.now()
    won = _store(row, {"transmitting_at": now, "due_at": now + HANDOVER}, State.SENDING)
    if won:
        row.transmitting_at = now
    return won


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


def _store(row: Delivery, values: dict[str, Any], *states: State) -> bool:
    """Store values if the row is as this worker's attempt left it: not when another attempt has begun."""
    return update_if(
        row, values, state=[state.value for state in states], attempts=row.attempts, transmitting_at=row.transmitting_at
    )


def _finish(row: Delivery, state: State, *states: State, **values: Any) -> bool:
    """Write an attempt's end, unless the row is no longer this attempt's: a late word must not undo a newer one."""
    values = {"state": state, "due_at": None, **values}
    if not _store(row, values, *(states or [State.SENDING])):
        # What it was about may have been deleted meanwhile, and the row with it.
        with suppress(ObjectDoesNotExist):
            row.refresh_from_db()
        return False
    for name, value in values.items():
        setattr(row, name, value)
    return True
