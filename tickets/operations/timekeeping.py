"""What the passing of time does to clocks: warnings, breaches, and promises that were changed meanwhile."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from helpdesk.lib.business_hours import NeverOpens
from tickets.events import record
from tickets.models import SlaClock, Ticket
from tickets.sla.following import latest
from tickets.sla.movements import Mover, State
from tickets.sla.nearest import copy_nearest

log = logging.getLogger(__name__)

BATCH = 200


def sweep_clocks(*, now: datetime | None = None) -> int:
    """Move every clock whose moment has come and return how many moved.

    Late, doubled or concurrent sweeps change nothing: each clock is looked at again under its ticket's
    lock, and a ticket somebody else holds is left for the next beat.
    """
    at = now or timezone.now()
    moved = 0
    for ticket_id, clock_id in _due(at):
        try:
            moved += _move(ticket_id, clock_id, at)
        except NeverOpens:
            # One bad calendar does not keep the others from their time.
            log.exception("The calendar of clock %s never opens.", clock_id)
    return moved


def _due(at: datetime) -> Iterator[tuple[int, int]]:
    """Yield clocks to look at, a batch at a time: memory stays flat however many are due at once."""
    after: tuple[datetime, int] | None = None
    while True:
        due = SlaClock.objects.filter(next_at__lte=at).order_by("next_at", "id")
        if after:
            due = due.filter(Q(next_at__gt=after[0]) | Q(id__gt=after[1]), next_at__gte=after[0])
        batch = list(due.values_list("next_at", "id", "ticket_id")[:BATCH])
        yield from ((ticket_id, pk) for _, pk, ticket_id in batch)
        if len(batch) < BATCH:
            return
        moment, pk, _ = batch[-1]
        assert moment is not None
        after = (moment, pk)


@transaction.atomic
def _move(ticket_id: int, clock_id: int, at: datetime) -> bool:
    ticket = _held(ticket_id)
    if ticket is None:
        return False
    clocks = latest(ticket)
    clock = next((c for c in clocks.values() if c.pk == clock_id), None)
    if clock is None or clock.next_at is None or clock.next_at > at:
        return False  # Somebody was here first.
    mover = Mover(at)
    if clock.state == State.BREACHED:
        mover.tell(clock)
    elif clock.due_at is not None and clock.due_at <= at:
        # After a long night only the breach is told of: warnings of what is past help nobody.
        mover.breach(clock, clock.due_at)
    else:
        mover.warn(clock)
    mover.store()
    copy_nearest(ticket, clocks.values())
    for action, particulars in mover.news:
        record(ticket, action, by=None, **particulars)
    return True


def renew_promises() -> int:
    """Give open clocks of changed policies and calendars what is promised now; return how many tickets changed."""
    older = Q(policy_version__lt=F("policy__version")) | Q(calendar_version__lt=F("policy__calendar__version"))
    stale = SlaClock.objects.filter(
        older | Q(policy__retired_at__isnull=False) | ~Q(calendar=F("policy__calendar")), ended_at=None
    )
    tickets = stale.order_by("ticket").values_list("ticket_id", flat=True).distinct()
    return sum(_renew(ticket_id) for ticket_id in tickets.iterator(chunk_size=BATCH))


@transaction.atomic
def _renew(ticket_id: int) -> bool:
    ticket = _held(ticket_id)
    if ticket is None:
        return False
    record(ticket, "sla_changed", by=None)
    return True


def _held(ticket_id: int) -> Ticket | None:
    held = Ticket.objects.select_for_update(no_key=True, skip_locked=True, of=("self",)).select_related("status")
    return held.filter(pk=ticket_id).first()
