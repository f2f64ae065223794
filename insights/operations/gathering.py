"""Keep the facts of reports up to date: read the tickets that changed, write their facts anew.

A ticket's `seq` counts its events, so facts of another `seq` are stale. Late, doubled and concurrent runs change
nothing, and all of it can be made again from the tickets at any time (`manage.py rebuild_reports`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby

from django.db import transaction
from django.utils import timezone

from accounts.models import Calendar
from helpdesk.lib.advisory import Lock
from helpdesk.lib.business_hours import BusinessHours
from helpdesk.lib.rows import scalars
from insights.facts import Asked, Happened, Promised, Told, facts_of
from insights.models import Fact, Gathering, TicketFacts
from tickets.models import Event, Rating, SlaClock, Ticket

BATCH = 500
# Tickets of a reading of everything, in one beat.
SHARE = 5000
# How often note is taken of where events stand; far longer than an event takes from its number to its transaction's.
SETTLED = timedelta(minutes=10)
_STALE = """
    SELECT t.id FROM tickets_ticket t LEFT JOIN insights_ticketfacts f ON f.ticket_id = t.id
    WHERE t.id IN (SELECT ticket_id FROM tickets_event WHERE id > %s) AND f.seq IS DISTINCT FROM t.seq
    LIMIT %s
"""
_NEXT = "SELECT id FROM tickets_ticket WHERE id > %s ORDER BY id LIMIT %s"
_NEWEST = "SELECT coalesce(max(id), 0) FROM tickets_event"
# A number for a transaction of our own: whoever may still be writing an older event has a smaller one.
_NEXT_TRANSACTION = "SELECT pg_current_xact_id()::text::bigint"
_OLDEST_TRANSACTION = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"


def gather(*, now: datetime | None = None, share: int | None = SHARE) -> int:
    """Bring the facts up to date and return how many tickets were read; `share` bounds a reading of everything."""
    at = now or timezone.now()
    hours, plan = _hours()
    state = Gathering.objects.get()
    if state.plan != plan:
        # Other hours: all that was counted in business time is counted again.
        Gathering.objects.update(plan=plan, rebuilt_to=0)
        state.rebuilt_to = 0
    # Before the changes are read: whoever ends only after that is seen by nobody, and settled by nobody.
    over = scalars(_OLDEST_TRANSACTION, ())[0] >= state.marked_before
    newest = int(scalars(_NEWEST, ())[0])
    read = _everything(state, hours, share)
    if state.rebuilt_to is not None:
        return read
    read += _changed(state, hours)
    if over and (state.marked_at is None or at - state.marked_at > SETTLED):
        _take_note(state, newest, at)
    Gathering.objects.update(gathered_at=at)
    return read


def rebuild() -> int:
    """Write the facts of every ticket anew and return how many tickets there were."""
    Gathering.objects.update(rebuilt_to=0)
    return gather(share=None)


def _changed(state: Gathering, hours: BusinessHours) -> int:
    read = 0
    while stale := scalars(_STALE, [state.settled, BATCH]):
        _renew(stale, hours)
        read += len(stale)
    return read


def _take_note(state: Gathering, newest: int, at: datetime) -> None:
    """Settle the events noted before, whose transactions are all over and read, and note where they stand now."""
    (before,) = scalars(_NEXT_TRANSACTION, ())
    Gathering.objects.filter(marked=state.marked).update(
        settled=state.marked, marked=newest, marked_before=before, marked_at=at
    )


def _everything(state: Gathering, hours: BusinessHours, share: int | None) -> int:
    """Go on with a reading of all tickets, if one is under way."""
    read = 0
    while state.rebuilt_to is not None and (share is None or read < share):
        found = scalars(_NEXT, [state.rebuilt_to, BATCH])
        _renew(found, hours)
        read += len(found)
        state.rebuilt_to = found[-1] if len(found) == BATCH else None
        Gathering.objects.update(rebuilt_to=state.rebuilt_to)
    return read


@transaction.atomic
def _renew(ids: list[int], hours: BusinessHours) -> None:
    """Write the facts of these tickets anew."""
    if not ids:
        return
    # One at a time: two that renew the same ticket would both delete, then both write.
    scalars("SELECT 1 FROM (SELECT pg_advisory_xact_lock(%s)) AS held", [Lock.FACTS])
    # The row before its events: what comes in between makes the facts newer than `seq` says, never older.
    rows = list(Ticket.objects.filter(pk__in=ids).only(*_COLUMNS))
    told = _told(rows)
    Fact.objects.filter(ticket__in=ids).delete()
    Fact.objects.bulk_create((f for t in told for f in facts_of(t, hours)), batch_size=2000)
    TicketFacts.objects.bulk_create(
        [TicketFacts(ticket_id=row.pk, seq=row.seq) for row in rows],
        update_conflicts=True,
        unique_fields=["ticket"],
        update_fields=["seq"],
    )


_COLUMNS = ("id", "seq", "category", "channel", "created_at", "team", "assignee")


def _told(rows: Iterable[Ticket]) -> list[Told]:
    told = {
        row.pk: Told(row.pk, row.category, row.channel, row.created_at, row.team_id, row.assignee_id) for row in rows
    }
    _tell_events(told)
    judged = SlaClock.objects.filter(ticket__in=told, state__in=[SlaClock.State.MET, SlaClock.State.BREACHED])
    for clock in judged.order_by("pk"):
        kept = clock.state == SlaClock.State.MET
        moment = clock.met_at if kept else clock.breached_at
        if moment is not None:
            told[clock.ticket_id].clocks.append(Promised(kept, moment, clock.started_at))
    for rating in Rating.objects.filter(ticket__in=told).exclude(asked_at=None):
        if rating.asked_at is not None:
            told[rating.ticket_id].asked = Asked(rating.asked_at, rating.score, rating.resolved_by_id)
    return list(told.values())


def _tell_events(told: dict[int, Told]) -> None:
    columns = ("ticket", "action", "created_at", "by_user", "by_customer", "message__kind", "message__public")
    found = Event.objects.filter(ticket__in=told).order_by("ticket", "seq").values_list(*columns)
    for ticket, events in groupby(found.iterator(chunk_size=5000), key=lambda row: row[0]):
        told[ticket].events = [
            Happened(action, at, by_user, by_customer, kind if public else "")
            for _, action, at, by_user, by_customer, kind, public in events
        ]


def _hours() -> tuple[BusinessHours, str]:
    """Return the hours of the default calendar and a name for exactly these."""
    calendar = Calendar.objects.get(is_default=True)
    plan = hashlib.sha256(json.dumps(calendar.plan(), sort_keys=True).encode()).hexdigest()[:16]
    return calendar.business_hours(), plan
