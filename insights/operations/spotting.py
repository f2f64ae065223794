"""Propose an incident when more people than usual ask the same, or write at all; and do what people decide about it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import AvailabilityState, Notification, User
from accounts.operations.notifying import Notice, notify_all
from insights.counted import HOUR, Counted, askings_of, outstanding
from insights.errors import QuestionError
from insights.models import Spike
from knowledgebase.models import Incident
from knowledgebase.operations.incidents import States, open_incident
from tickets.models import IncidentTicket, Ticket
from tickets.operations.incidents import link_all

# What people said is no incident is not proposed again for so long; neither is what became one.
REST = timedelta(hours=24)
# When so long nobody asks it any more it is over by itself.
QUIET = timedelta(hours=2)
MOST = 200


class NotOpen(QuestionError):
    def __init__(self) -> None:
        super().__init__("Somebody has decided about this already.")


def spot_spikes(*, now: datetime | None = None) -> int:
    """Propose what stands out, bring open proposals up to date, end what is over; return how many are new."""
    at = now or timezone.now()
    found = {one.question: one for one in outstanding(at)}
    resting = set(
        Spike.objects.filter(ended_at__gte=at - REST).exclude(ended_as="over").values_list("question", flat=True)
    )
    opened = 0
    for spike in Spike.objects.filter(ended_at=None):
        one = found.pop(spike.question_id, None)
        if one is not None:
            asked = askings_of(spike.question_id, spike.since).count()
            Spike.objects.filter(pk=spike.pk, ended_at=None).update(asked=asked)
        elif not askings_of(spike.question_id, at - QUIET).exists():
            _end(spike, Spike.End.OVER, by=None, at=at)
    for key, one in found.items():
        # A question that stands out says more than that much comes in all.
        if key not in resting and not (key is None and len(found) > 1) and not _known(one, at):
            opened += _open(one, at)
    return opened


@transaction.atomic
def make_incident(
    spike: Spike, tickets: Collection[Ticket], *, title: str, body: str, components: States, by: User
) -> Incident:
    """Open a draft of an incident for a spike, with those of its tickets that belong to it. Raises NotOpen."""
    spike = Spike.objects.select_for_update(no_key=True, of=("self",)).get(pk=spike.pk)
    if spike.ended_at is not None:
        raise NotOpen
    incident = open_incident(title, components=components, body=body, by=by, draft=True, at=spike.since)
    link_all(tickets, incident, by=by, source=IncidentTicket.Source.PROPOSED)
    spike.incident = incident
    spike.save(update_fields=["incident"])
    _end(spike, Spike.End.INCIDENT, by=by, at=timezone.now())
    return incident


def dismiss_spike(spike: Spike, *, by: User) -> bool:
    """Say that it is no incident; False when somebody has decided before."""
    return _end(spike, Spike.End.NONE, by=by, at=timezone.now())


def _known(one: Counted, at: datetime) -> bool:
    """Tell whether most of what is asked belongs to an open incident already, or may."""
    tickets = askings_of(one.question, at - HOUR).values("ticket")
    open_ = IncidentTicket.objects.filter(ticket__in=tickets, incident__resolved_at=None)
    return open_.exclude(state=IncidentTicket.State.OTHER).values("ticket").distinct().count() * 2 > one.now


def _open(one: Counted, at: datetime) -> int:
    try:
        with transaction.atomic():
            spike = Spike.objects.create(
                question_id=one.question, since=at - HOUR, asked=one.now, usual=one.usual, found_at=at
            )
            _tell(spike)
    except IntegrityError:
        # Another run opened it at the same moment.
        return 0
    return 1


def _tell(spike: Spike) -> None:
    """Tell administrators, and agents who are there and see every ticket."""
    everywhere = Q(role=User.Role.AGENT, ticket_scope=User.TicketScope.ALL, availability=AvailabilityState.ONLINE)
    people = User.objects.filter(Q(role=User.Role.ADMIN) | everywhere, is_active=True)
    what = f"“{spike.question}” is asked" if spike.question else "Questions of all kinds come in"
    text = f"{what} {spike.asked} times in an hour, usually {spike.usual:.0f}. Is it an incident?"
    path = reverse("spike", args=[spike.pk])
    notify_all([Notice(person, Notification.Kind.INCIDENT, f"spike:{spike.pk}", text, path=path) for person in people])


def _end(spike: Spike, how: str, *, by: User | None, at: datetime) -> bool:
    ended = {"ended_at": at, "ended_as": how, "ended_by": by}
    return bool(Spike.objects.filter(pk=spike.pk, ended_at=None).update(**ended))
