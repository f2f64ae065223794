"""What the passing of time does to clocks: warnings, breaches, and promises that were changed meanwhile."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from helpdesk.lib.business_hours import NeverOpens
from helpdesk.lib.one_by_one import one_by_one
from helpdesk.lib.rows import update_all
from tickets.events import record, record_all
from tickets.models import SlaClock, Ticket
from tickets.sla.following import newest
from tickets.sla.movements import Mover, State, store_all
from tickets.sla.nearest import NEAREST, note_nearest

log = logging.getLogger(__name__)

# So many tickets are held at once, for a fraction of a second.
BATCH = 100


class Due(NamedTuple):
    clock: int
    ticket: int


def sweep_clocks(*, now: datetime | None = None) -> int:
    """Move every clock whose moment has come and return how many moved.

    Late, doubled or concurrent sweeps change nothing: each clock is looked at again under its ticket's
    lock, and a ticket somebody else holds is left for the next beat.
    """
    at = now or timezone.now()
    moved = 0
    for batch in _due(at):
        try:
            moved += _move(batch, at)
        except Exception:
            log.exception("Clocks could not be moved together; each is tried alone.")
            moved += sum(_move_alone(clock, at) for clock in batch)
    return moved


def _due(at: datetime) -> Iterator[list[Due]]:
    """Yield clocks to look at, a batch at a time: memory stays flat however many are due at once."""
    after: tuple[datetime, int] | None = None
    while True:
        due = SlaClock.objects.filter(next_at__lte=at).order_by("next_at", "id")
        if after:
            due = due.filter(Q(next_at__gt=after[0]) | Q(id__gt=after[1]), next_at__gte=after[0])
        batch = list(due.values_list("next_at", "id", "ticket_id")[:BATCH])
        if batch:
            yield [Due(pk, ticket_id) for _, pk, ticket_id in batch]
        if len(batch) < BATCH:
            return
        moment, pk, _ = batch[-1]
        assert moment is not None
        after = (moment, pk)


def _move_alone(due: Due, at: datetime) -> int:
    """Keep what is wrong with one ticket from keeping the others from their time."""
    try:
        return _move([due], at)
    except Exception:
        log.exception("Clock %s could not be moved.", due.clock)
        return 0


@transaction.atomic
def _move(batch: Sequence[Due], at: datetime) -> int:
    """Move some clocks in one transaction, with as many statements as one would take."""
    tickets = _held({due.ticket for due in batch})
    clocks = newest(tickets.values())
    movers: list[Mover] = []
    news: list[tuple[Ticket, str, dict[str, Any]]] = []
    for due in batch:
        clock = clocks.get(due.ticket, {}).get(due.clock)
        mover = _moved(clock, at) if clock else None
        if mover is not None:
            movers.append(mover)
            news += [(tickets[due.ticket], *told) for told in mover.news]
    store_all(movers)
    update_all([t for t in tickets.values() if note_nearest(t, clocks[t.pk].values())], NEAREST)
    record_all(news)
    return len(movers)


def _moved(clock: SlaClock, at: datetime) -> Mover | None:
    """Return how a clock moves; None when somebody was here first, or its calendar never opens again."""
    if clock.next_at is None or clock.next_at > at:
        return None
    mover = Mover(at)
    try:
        if clock.state == State.BREACHED:
            mover.tell(clock)
        elif clock.due_at is not None and clock.due_at <= at:
            # After a long night only the breach is told of: warnings of what is past help nobody.
            mover.breach(clock, clock.due_at)
        else:
            mover.warn(clock)
    except NeverOpens:
        log.exception("The calendar of clock %s never opens.", clock.pk)
        return None
    return mover


def renew_promises() -> int:
    """Give open clocks of changed policies and calendars what is promised now; return how many tickets changed."""
    tickets = _stale().order_by("ticket").values_list("ticket_id", flat=True).distinct()
    return one_by_one(_renew, tickets.iterator(chunk_size=BATCH))


def _stale() -> QuerySet[SlaClock]:
    """Return the open clocks that count by what is promised no more."""
    older = Q(policy_version__lt=F("policy__version")) | Q(calendar_version__lt=F("policy__calendar__version"))
    ended = Q(policy__retired_at__isnull=False) | ~Q(policy__disabled_reason="")
    return SlaClock.objects.filter(older | ended | ~Q(calendar=F("policy__calendar")), ended_at=None)


@transaction.atomic
def _renew(ticket_id: int) -> bool:
    ticket = _held({ticket_id}).get(ticket_id)
    if ticket is None:
        return False
    record(ticket, "sla_changed", by=None)
    if _stale().filter(ticket=ticket).exists():
        # Its calendar never opens, so nothing could be counted. An event that says nothing would come with every beat.
        transaction.set_rollback(True)
        return False
    return True


def _held(ids: Collection[int]) -> dict[int, Ticket]:
    """Lock those of some tickets that nobody else holds. In order of their ids, like everybody who locks several."""
    free = Ticket.objects.select_for_update(no_key=True, skip_locked=True, of=("self",)).order_by("pk")
    return {t.pk: t for t in free.filter(pk__in=ids).select_related("status", "assignee", "team", "requester")}
