"""Suppose of tickets that come in during an incident that it is their cause; people confirm it.

Nothing is done while mail comes in, and nothing at all while no incident is open: the radar has heard the tickets
already, and here their questions are laid beside the words of the incident and those of the tickets it causes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from helpdesk.lib.html import html_to_text
from helpdesk.lib.meaning import encode
from insights.models import Asking, Radar
from insights.operations.holding import ground_now
from insights.questions.ground import Ground
from knowledgebase.models import Incident
from tickets.models import IncidentTicket
from tickets.models.kinds import UNFINISHED
from tickets.operations.incidents import suppose_incident

State = IncidentTicket.State
# Customers notice before we do.
BEFORE = timedelta(hours=2)
MOST = 500
KNOWN = 50
# The likeness, 1 at most, from which a ticket sounds like an incident: two single texts, so less than for joining many.
ALIKE = 0.40


@dataclass(frozen=True, slots=True)
class Words:
    """Words of an incident, or of a ticket it causes; `said` tells agents what a ticket was found alike to."""

    text: str
    said: str
    question: int | None = None


def match_incidents(*, now: datetime | None = None) -> int:
    """Compare tickets with open incidents, and return how many may belong to one. Doubled runs change nothing."""
    at = now or timezone.now()
    supposed = 0
    ground: Ground | None = None
    for incident in Incident.objects.incidents().open().order_by("pk"):
        fresh = list(_unknown(incident, at))
        if fresh:
            ground = ground or ground_now(Radar.objects.get())
            supposed += _compare(incident, fresh, ground)
    return supposed


def _unknown(incident: Incident, at: datetime) -> list[Asking]:
    """Return what was asked since shortly before an incident on tickets of which nobody said anything yet."""
    known = IncidentTicket.objects.filter(ticket=OuterRef("ticket"), incident=incident)
    asked = Asking.objects.filter(question__isnull=False, asked_at__gte=incident.started_at - BEFORE, asked_at__lte=at)
    fresh = asked.filter(~Exists(known), ticket__category__in=UNFINISHED).select_related("ticket", "question")
    return list(fresh.order_by("-asked_at")[:MOST])


def _compare(incident: Incident, askings: list[Asking], ground: Ground) -> int:
    words = _words(incident)
    theirs = ground.vectors([asking.text for asking in askings], encode)
    ours = ground.vectors([one.text for one in words], encode)
    likenesses = theirs @ ours.T
    supposed = 0
    for asking, row in zip(askings, likenesses, strict=True):
        place = int(row.argmax())
        likeness, reason = float(row[place]), words[place].said
        same = next((one for one in words if one.question and one.question == _head(asking)), None)
        if same is not None:
            likeness, reason = 1.0, same.said
        if likeness >= ALIKE:
            found = suppose_incident(asking.ticket, incident, likeness=round(likeness, 3), reason=reason)
            supposed += found is not None
    return supposed


def _words(incident: Incident) -> list[Words]:
    told = [html_to_text(update.html)[:400] for update in incident.updates.order_by("at")[:10]]
    own = [Words(text, "It sounds like the incident") for text in dict.fromkeys([incident.title, *filter(None, told)])]
    caused = Asking.objects.filter(
        ticket__incidents__incident=incident, ticket__incidents__state=State.CAUSED, question__isnull=False
    )
    confirmed = caused.select_related("question").order_by("-asked_at")[:KNOWN]
    return own + [
        Words(asking.text, "It asks what a ticket asks that is caused by it", _head(asking)) for asking in confirmed
    ]


def _head(asking: Asking) -> int | None:
    """Return the question an asking counts for."""
    return (asking.question.part_of_id or asking.question_id) if asking.question else None
