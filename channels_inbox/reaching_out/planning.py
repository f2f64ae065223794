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
    return list(ReachOut.objects.filter(happening=kind, started_at__isnull=False))


def _plan(event: CustomerEvent, customer: Customer, started: Iterable[ReachOut]) -> None:
    """Write a row for each that is meant for this event; one that was cancelled waits again."""
    now = timezone.now()
    for reach_out in started:
        if not _meant(reach_out, event, customer):
            continue
        due = event.at + timedelta(seconds=reach_out.delay_seconds)
        values = {"due_at": due, "state": _WAITING, "trouble": ""}
        if due < now - TOO_LATE:
            values = {"due_at": None, "state": ReachOutState.HELD, "trouble": LATE}
        row, made = ReachOutDelivery.objects.get_or_create(
            reach_out=reach_out, event=event, defaults={"customer": customer, **values}
        )
        if not made:
            again = ReachOutDelivery.objects.filter(pk=row.pk, state=ReachOutState.CANCELLED)
            again.update(customer=customer, **values)


def _meant(reach_out: ReachOut, event: CustomerEvent, customer: Customer) -> bool:
    return fits(
        conditions=reach_out.conditions,
        organizations=set(reach_out.organizations.values_list("pk", flat=True)),
        languages=reach_out.languages,
        properties=event.properties,
        organization=customer.organization_id,
        language=customer.language,
    )
