"""Put a ticket aside until a moment. Promises do not sleep: its clocks run on (docs/tickets.md)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from helpdesk.lib.one_by_one import one_by_one
from tickets.errors import TicketError
from tickets.events import Actor, record
from tickets.models import Event, Snooze, Ticket
from tickets.permissions import require_change
from tickets.selectors import locked

LONGEST = timedelta(days=366)
BATCH = 200


@transaction.atomic
def snooze_ticket(ticket: Ticket, *, until: datetime, by: Actor) -> Event | None:
    """Take the ticket from the open lists until then; None when it sleeps until then already.

    Raises TicketError for a finished ticket and for a moment that is past or more than a year away.
    """
    require_change(by)
    ticket = locked(ticket)
    now = timezone.now()
    if ticket.is_finished:
        raise TicketError("This ticket is finished, so there is nothing to put aside.")
    if until <= now:
        raise TicketError("Choose a time that is still to come.")
    if until - now > LONGEST:
        raise TicketError("Choose a time within a year.")
    return None if ticket.snoozed_until == until else fall_asleep(ticket, until, by=by)


def fall_asleep(ticket: Ticket, until: datetime, *, by: Actor) -> Event:
    """Put aside a ticket whose lock the caller holds."""
    now = timezone.now()
    _end(ticket, now, Snooze.Cause.CHANGED)
    Snooze.objects.create(ticket=ticket, until=until, by=by if isinstance(by, User) else None, created_at=now)
    ticket.snoozed_until = until
    ticket.save(update_fields=["snoozed_until"])
    return record(ticket, "snoozed", by=by, until=until.isoformat())


@transaction.atomic
def wake_ticket(ticket: Ticket, *, by: Actor) -> Event | None:
    """Put the ticket back into the open lists now; None when it is awake."""
    require_change(by)
    return wake(locked(ticket), Snooze.Cause.PERSON, by=by)


def wake(ticket: Ticket, cause: Snooze.Cause, *, by: Actor) -> Event | None:
    """Wake a ticket whose lock the caller holds. Costs nothing for one that is awake."""
    if ticket.snoozed_until is None or not _end(ticket, timezone.now(), cause):
        return None
    ticket.snoozed_until = None
    ticket.save(update_fields=["snoozed_until"])
    return record(ticket, "woken", by=by, cause=cause.value)


def wake_due(*, now: datetime | None = None) -> int:
    """Wake every ticket whose time has come and return how many woke. Late or doubled sweeps change nothing."""
    at = now or timezone.now()
    woken = 0
    after = 0
    while True:
        due = Snooze.objects.filter(woken_at=None, until__lte=at, pk__gt=after)
        batch = list(due.order_by("pk").values_list("pk", "ticket_id")[:BATCH])
        woken += one_by_one(lambda row: _wake_due(row[1], at), batch)
        if len(batch) < BATCH:
            return woken
        after = batch[-1][0]


@transaction.atomic
def _wake_due(ticket_id: int, at: datetime) -> bool:
    """Wake one ticket if it still sleeps past its time; one that somebody holds waits for the next beat."""
    held = Ticket.objects.select_for_update(no_key=True, skip_locked=True, of=("self",)).select_related("status")
    ticket = held.filter(pk=ticket_id, snoozed_until__lte=at).first()
    return ticket is not None and wake(ticket, Snooze.Cause.TIME, by=None) is not None


def _end(ticket: Ticket, at: datetime, cause: Snooze.Cause) -> bool:
    """Claim the sleep that has not ended by one conditional update; of two that try, one ends it."""
    asleep = Snooze.objects.filter(ticket=ticket, woken_at=None)
    return asleep.update(woken_at=at, cause=cause) == 1
