"""Who is told of incidents, and what is still to be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import User
from helpdesk.lib.delivery import State
from helpdesk.lib.rows import scalars
from knowledgebase.models import Incident, IncidentUpdate, Subscriber, SubscriberDelivery, Visibility

STUCK = (State.FAILED, State.UNCERTAIN, State.BOUNCED)

_DUE = """
SELECT id FROM knowledgebase_subscriberdelivery
WHERE way = %s AND state IN ('queued', 'sending') AND due_at <= %s ORDER BY due_at, id LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Told:
    """One update, and what became of telling it."""

    title: str
    status: str
    at: datetime
    sent: int
    waiting: int
    troubled: int


def due_going(way: str, *, now: datetime, limit: int) -> list[int]:
    """Return the deliveries to act on now that go this way: queued and due, or of a worker that never came back."""
    return scalars(_DUE, [way, now, limit])


def readers_of(incident: Incident) -> QuerySet[User]:
    """Return who may sign in and then read an incident that is not for everybody: colleagues, and whom it is for."""
    allowed = Q(role__in=[User.Role.ADMIN, User.Role.AGENT, User.Role.LIGHT_AGENT])
    if incident.visibility == Visibility.SIGNED_IN:
        allowed = Q()
    elif incident.visibility == Visibility.ORGANIZATIONS:
        allowed |= Q(customer__organization__in=incident.organizations.values("pk"))
    return User.objects.filter(allowed, is_active=True)


def subscribed_readers(incident: Incident) -> QuerySet[Subscriber]:
    """Return who is told by mail of an incident that is not for everybody.

    They confirmed that their address is theirs, and it is that of somebody who may read it. Who reads what a program
    is told nobody knows.
    """
    by_mail = Subscriber.objects.confirmed().filter(kind=Subscriber.Kind.EMAIL)
    return by_mail.filter(email__in=readers_of(incident).values("email"))


def told_lately(*, count: int) -> list[Told]:
    """Return the latest updates subscribers were told, and for each how many letters and posts are in which state."""
    deliveries = SubscriberDelivery.objects.filter(update=OuterRef("pk"))
    latest = IncidentUpdate.objects.filter(Exists(deliveries)).order_by("-pk").values_list("pk", flat=True)[:count]
    rows = (
        SubscriberDelivery.objects.filter(update__in=list(latest))
        .order_by("-update")
        .values("update", "update__incident__title", "update__status", "update__at")
        .annotate(
            sent=Count("pk", filter=Q(state=State.SENT)),
            waiting=Count("pk", filter=Q(state__in=[State.QUEUED, State.SENDING])),
            troubled=Count("pk", filter=Q(state__in=STUCK)),
        )
    )
    names = dict(Incident.Status.choices)
    return [
        Told(
            title=row["update__incident__title"],
            status=names[row["update__status"]],
            at=row["update__at"],
            sent=row["sent"],
            waiting=row["waiting"],
            troubled=row["troubled"],
        )
        for row in rows
    ]


def troubled(*, count: int) -> list[SubscriberDelivery]:
    """Return what did not arrive, or perhaps not, and then what is tried again; the latest first."""
    rows = SubscriberDelivery.objects.select_related("subscriber", "update__incident").order_by("-pk")
    waiting = rows.filter(state=State.QUEUED, attempts__gt=0)
    return [*rows.filter(state__in=STUCK)[:count], *waiting[:count]]


def found_subscribers(words: str, *, count: int) -> QuerySet[Subscriber]:
    """Return subscribers whose address holds these words, the latest first."""
    rows = Subscriber.objects.prefetch_related("components").order_by("-pk")
    return rows.filter(Q(email__icontains=words) | Q(url__icontains=words))[:count] if words else rows[:count]


def counts() -> dict[str, int]:
    """Return how many are told by mail and by webhook, and how many have not confirmed yet."""
    confirmed = Q(confirmed_at__isnull=False)
    return Subscriber.objects.aggregate(
        email=Count("pk", filter=confirmed & Q(kind=Subscriber.Kind.EMAIL)),
        webhook=Count("pk", filter=confirmed & Q(kind=Subscriber.Kind.WEBHOOK)),
        unconfirmed=Count("pk", filter=~confirmed),
    )
