"""Reach-outs with what became of each, in a constant number of statements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from channels_inbox.models import ReachOut, ReachOutDelivery
from channels_inbox.models.reach_out import ReachOutState
from tickets.models import Message, Ticket

# Older ones say nothing of how it does now, and would have to be looked through each time.
COUNTED = timedelta(days=90)
_GONE = [ReachOutState.SENT, ReachOutState.BOUNCED, ReachOutState.UNCERTAIN]


@dataclass(frozen=True, slots=True)
class Counts:
    waiting: int = 0
    sent: int = 0
    answered: int = 0
    unsubscribed: int = 0
    held: int = 0
    failed: int = 0


def with_answers(rows: QuerySet[ReachOutDelivery]) -> QuerySet[ReachOutDelivery]:
    """Say of each whether its person wrote back: a ticket it opened, or a word in the solved one or its follow-up."""
    wrote = Message.objects.filter(
        ticket=OuterRef("event__ticket"), kind=Message.Kind.INBOUND, created_at__gt=OuterRef("sent_at")
    )
    went_on = Ticket.objects.filter(follow_up_of=OuterRef("event__ticket"), created_at__gt=OuterRef("sent_at"))
    return rows.annotate(answered=Q(answer__isnull=False) | Exists(wrote) | Exists(went_on))


def counted(reach_outs: Iterable[ReachOut]) -> list[tuple[ReachOut, Counts]]:
    """Return each with its counts of COUNTED, and all that wait; of all of them one statement."""
    found = list(reach_outs)
    waits = Q(state__in=[ReachOutState.QUEUED, ReachOutState.SENDING])
    lately = ReachOutDelivery.objects.filter(waits | Q(created_at__gt=timezone.now() - COUNTED), reach_out__in=found)
    rows = with_answers(lately).values("reach_out")
    failed = Q(state__in=[ReachOutState.FAILED, ReachOutState.BOUNCED, ReachOutState.UNCERTAIN])
    numbers = rows.order_by().annotate(
        n_waiting=Count("pk", filter=waits),
        n_sent=Count("pk", filter=Q(state__in=_GONE)),
        n_answered=Count("pk", filter=Q(state__in=_GONE, answered=True)),
        n_unsubscribed=Count("pk", filter=Q(unsubscribed_at__isnull=False)),
        n_held=Count("pk", filter=Q(state=ReachOutState.HELD)),
        n_failed=Count("pk", filter=failed),
    )
    known = {
        row["reach_out"]: Counts(
            waiting=row["n_waiting"],
            sent=row["n_sent"],
            answered=row["n_answered"],
            unsubscribed=row["n_unsubscribed"],
            held=row["n_held"],
            failed=row["n_failed"],
        )
        for row in numbers
    }
    return [(one, known.get(one.pk, Counts())) for one in found]


def log_of(reach_out: ReachOut) -> QuerySet[ReachOutDelivery]:
    """Return what was planned, the latest first."""
    rows = reach_out.deliveries.select_related("customer", "event__ticket", "answer")
    return with_answers(rows.prefetch_related("customer__identities", "message__deliveries")).order_by(F("pk").desc())
