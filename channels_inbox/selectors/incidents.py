"""An incident beside its tickets: which they are, what they cost, who was answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from accounts.models import User
from knowledgebase.models import Incident
from tickets.blame import breaches_of
from tickets.models import IncidentAnswer, IncidentAnswering, IncidentTicket, Message, Ticket

State = IncidentTicket.State
PAGE = 50


def incidents_of_ticket() -> ArraySubquery:
    """Return the incidents a ticket may have to do with, for its page; no statement of its own."""
    shown = {"id": "incident", "title": "incident__title", "status": "incident__status"}
    links = IncidentTicket.objects.filter(ticket=OuterRef("pk")).exclude(state=State.OTHER).order_by("state", "pk")
    return ArraySubquery(links.values(json=JSONObject(state="state", reason="reason", **shown)))


def open_incidents(ticket: Ticket) -> QuerySet[Incident]:
    """Return the incidents a ticket could be caused by, drafts among them."""
    known = IncidentTicket.objects.filter(incident=OuterRef("pk"), ticket=ticket).exclude(state=State.OTHER)
    return Incident.objects.incidents().open().filter(~Exists(known)).order_by("-started_at", "-pk")


def links_of(incident: Incident, user: User, *, state: str, after: int = 0) -> list[IncidentTicket]:
    """Return a page of an incident's tickets that this person may see, the latest first; one more tells of another."""
    seen = Ticket.objects.visible_to(user).values("pk")
    links = IncidentTicket.objects.filter(incident=incident, state=state, ticket__in=seen)
    if after:
        links = links.filter(pk__lt=after)
    named = links.select_related("ticket__status", "ticket__requester", "ticket__assignee", "by")
    return list(named.prefetch_related("ticket__requester__identities").order_by("-pk")[: PAGE + 1])


@dataclass(frozen=True, slots=True)
class Cost:
    """What an incident cost so far, on the tickets somebody may see."""

    tickets: int
    possible: int
    customers: int
    organizations: int
    asked: int
    answered: int
    breaches: int


def cost_of(incident: Incident, user: User) -> Cost:
    """Count what an incident cost; three statements."""
    seen = Ticket.objects.visible_to(user).values("pk")
    links = IncidentTicket.objects.filter(incident=incident, ticket__in=seen)
    caused = Q(state=State.CAUSED)
    counted = links.aggregate(
        tickets=Count("pk", filter=caused),
        possible=Count("pk", filter=Q(state=State.POSSIBLE)),
        customers=Count("ticket__requester", filter=caused, distinct=True),
        organizations=Count("ticket__organization", filter=caused, distinct=True),
    )
    said = Message.objects.filter(ticket__in=links.filter(caused).values("ticket"), created_at__gte=incident.started_at)
    messages = said.aggregate(
        asked=Count("pk", filter=Q(kind=Message.Kind.INBOUND)), answered=Count("pk", filter=Q(kind=Message.Kind.REPLY))
    )
    return Cost(**counted, **messages, breaches=breaches_of(incident).filter(ticket__in=seen).count())


def told(incident: Incident, user: User) -> list[Any]:
    """Return an incident's updates, the latest first, each with how many customers were answered with it.

    Of the tickets this person may see.
    """
    seen = Q(answering__answers__ticket__in=Ticket.objects.visible_to(user).values("pk"))
    state = "answering__answers__state"
    updates = incident.updates.annotate(
        answers=Count("answering__answers", filter=seen),
        sent=Count("answering__answers", filter=seen & Q((state, IncidentAnswer.State.SENT))),
        refused=Count("answering__answers", filter=seen & Q((state, IncidentAnswer.State.REFUSED))),
    )
    return list(updates.annotate(done_at=F("answering__finished_at")).order_by("-at", "-pk"))


def refused_of(incident: Incident, user: User) -> list[IncidentAnswer]:
    """Return the customers who could not be answered, with the reason, on tickets this person may see."""
    answerings = IncidentAnswering.objects.filter(update__incident=incident)
    refused = IncidentAnswer.objects.filter(answering__in=answerings, state=IncidentAnswer.State.REFUSED)
    seen = refused.filter(ticket__in=Ticket.objects.visible_to(user).values("pk"))
    return list(seen.select_related("ticket__requester").order_by("-pk")[:PAGE])
