"""Suppose of tickets that come in during an incident that it is their cause; people confirm it.

Nothing is done while mail comes in, and nothing at all while no incident is open: the radar has heard the tickets
already, and here their questions are laid beside the words of the incident and those of the tickets it causes. What
was compared is remembered beside the database, and compared again only when either says something else.
"""

from __future__ import annotations

import logging
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from redis.exceptions import RedisError

from helpdesk.lib.html import html_to_text
from helpdesk.lib.meaning import encode
from insights.models import Asking, Radar
from insights.operations.holding import ground_now
from insights.questions.ground import Ground
from knowledgebase.models import Incident
from tickets.models import IncidentTicket
from tickets.models.kinds import UNFINISHED
from tickets.operations.incidents import suppose_incident

log = logging.getLogger(__name__)
State = IncidentTicket.State
# Customers notice before we do.
BEFORE = timedelta(hours=2)
# After that what comes in is hardly news of it; a draft nobody looked at is left sooner.
LONG = timedelta(days=3)
DRAFT = timedelta(days=1)
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
    lately = Q(started_at__gte=at - LONG, published_at__isnull=False) | Q(started_at__gte=at - DRAFT)
    for incident in Incident.objects.incidents().open().filter(lately).order_by("pk"):
        heads = _unknown(incident, at)
        if not heads:
            continue
        words = _words(incident)
        compared = _compared(incident, words)
        if fresh := [pk for pk, head in heads.items() if compared.get(pk) != head]:
            ground = ground or ground_now(Radar.objects.get())
            askings = Asking.objects.filter(pk__in=fresh).select_related("ticket", "question").order_by("-asked_at")
            supposed += _compare(incident, list(askings), words, ground)
            _remember(incident, words, heads)
    return supposed


def _unknown(incident: Incident, at: datetime) -> dict[int, int]:
    """Return what was asked since shortly before an incident on tickets of which nobody said anything yet.

    Each asking with the question it counts for.
    """
    known = IncidentTicket.objects.filter(ticket=OuterRef("ticket"), incident=incident)
    asked = Asking.objects.filter(question__isnull=False, asked_at__gte=incident.started_at - BEFORE, asked_at__lte=at)
    fresh = asked.filter(~Exists(known), ticket__category__in=UNFINISHED).order_by("-asked_at")
    return dict(fresh.values_list("pk", Coalesce("question__part_of", "question"))[:MOST])


def _compared(incident: Incident, words: list[Words]) -> dict[int, int]:
    """Return what was compared with these words before; nothing is known of it costs one comparison more."""
    try:
        kept = cache.get(_key(incident, words))
    except RedisError:
        return {}
    return kept if isinstance(kept, dict) else {}


def _remember(incident: Incident, words: list[Words], heads: dict[int, int]) -> None:
    try:
        cache.set(_key(incident, words), heads, LONG.total_seconds())
    except RedisError as error:
        log.warning("What was compared is not remembered (%s).", type(error).__name__)


def _key(incident: Incident, words: list[Words]) -> str:
    said = "|".join(f"{one.question}:{one.text}" for one in words)
    return f"incidents:compared:{incident.pk}:{incident.started_at.timestamp()}:{zlib.crc32(said.encode())}"


def _compare(incident: Incident, askings: list[Asking], words: list[Words], ground: Ground) -> int:
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
