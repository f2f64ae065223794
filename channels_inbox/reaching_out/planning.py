"""Plan what follows from an event, and take back what no longer does. Rows only; they leave when their time comes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Customer
from channels_inbox.models import CustomerEvent, ReachOut, ReachOutDelivery
from channels_inbox.models.customer_event import SOLVED
from channels_inbox.models.reach_out import ReachOutState
from channels_inbox.reaching_out.audience import fits
from tickets.models import Event, Ticket
from tickets.models.kinds import Category, Priority

# What comes so much later than it was meant to is no help any more: events told late, or a desk that stood still.
TOO_LATE = timedelta(days=2)
LATE = "Its time was over before it could go out."
AGAIN = "Opened again."
# One that waits can be called back; one that is being sent has left.
_WAITING = ReachOutState.QUEUED


def follow(event: Event) -> None:
    """Move a ticket's reach-outs along with an event of it; one statement for those that solve or reopen."""
    ticket = event.ticket
    if event.action == "resolved" or (event.action == "closed" and ticket.resolved_at == ticket.closed_at):
        _plan_solved(ticket, event.created_at)
    elif event.action == "reopened":
        cancel(AGAIN, event__ticket=ticket)
    elif event.action == "merged" or (event.action == "status_changed" and ticket.category == Category.SPAM):
        cancel("The ticket was merged." if event.action == "merged" else "The ticket is spam.", event__ticket=ticket)


@transaction.atomic
def record_event(kind: str, customer: Customer, *, at: datetime, properties: dict[str, Any]) -> CustomerEvent:
    """Keep something a program tells of a person, and plan what follows."""
    event = CustomerEvent.objects.create(kind=kind, customer=customer, at=at, properties=properties)
    _plan(event, customer, _started(kind))
    return event


@transaction.atomic
def call_off(event: CustomerEvent) -> int:
    """Take back what waits for an event that will not come to pass; return how much that was."""
    return cancel("It was called off.", event=event)


def cancel(why: str, **of: Any) -> int:
    """Cancel what waits still; what is gone is gone."""
    waiting = ReachOutDelivery.objects.filter(state=_WAITING, **of)
    return waiting.update(state=ReachOutState.CANCELLED, due_at=None, trouble=why)


def _plan_solved(ticket: Ticket, at: datetime) -> None:
    started = _started(SOLVED)
    if not started:
        return
    event, _ = CustomerEvent.objects.update_or_create(
        ticket=ticket,
        kind=SOLVED,
        defaults={"customer_id": ticket.requester_id, "at": at, "properties": _said_of(ticket)},
    )
    _plan(event, ticket.requester, started)


def _said_of(ticket: Ticket) -> dict[str, Any]:
    """Return what conditions may ask of a solved ticket: as it was then."""
    return {
        "priority": Priority(ticket.priority).label,
        "type": ticket.type,
        "channel": ticket.channel,
        "team": str(ticket.team or ""),
        "tags": list(ticket.tags.values_list("name", flat=True)),
    }


def _started(kind: str) -> list[ReachOut]:
    return list(ReachOut.objects.filter(happening=kind, started_at__isnull=False).prefetch_related("organizations"))


def _plan(event: CustomerEvent, customer: Customer, started: Iterable[ReachOut]) -> None:
    """Write a row for each that is meant for this event; one that was cancelled waits again."""
    meant = {one.pk: one for one in started if _meant(one, event, customer)}
    if not meant:
        return
    known = ReachOutDelivery.objects.filter(event=event, reach_out__in=meant)
    again = list(known.filter(state=ReachOutState.CANCELLED).select_for_update(no_key=True))
    rows = [ReachOutDelivery(reach_out=one, event=event) for one in meant.values()]
    for row in (*rows, *again):
        _set(row, meant[row.reach_out_id], event, customer)
    ReachOutDelivery.objects.bulk_update(again, ["customer", "due_at", "state", "trouble"])
    ReachOutDelivery.objects.bulk_create(rows, ignore_conflicts=True)


def _set(row: ReachOutDelivery, reach_out: ReachOut, event: CustomerEvent, customer: Customer) -> None:
    row.customer, row.state, row.trouble = customer, ReachOutState.QUEUED, ""
    row.due_at = event.at + timedelta(seconds=reach_out.delay_seconds)
    if row.due_at < timezone.now() - TOO_LATE:
        row.due_at, row.state, row.trouble = None, ReachOutState.HELD, LATE


def _meant(reach_out: ReachOut, event: CustomerEvent, customer: Customer) -> bool:
    return fits(
        conditions=reach_out.conditions,
        organizations={one.pk for one in reach_out.organizations.all()},
        languages=reach_out.languages,
        properties=event.properties,
        organization=customer.organization_id,
        language=customer.language,
    )
