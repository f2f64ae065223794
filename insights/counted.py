"""How often each question is asked in an hour, and how often it usually is; the same of all that arrives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from insights.asked import HEAD
from insights.models import Asking
from insights.spikes import LEAST_ARRIVED, LEAST_ASKED, stands_out, usual
from tickets.models.kinds import Category

HOUR = timedelta(hours=1)
WEEKS = 4
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Counted:
    """What came in the hour up to now. `question` None is everything."""

    question: int | None
    now: int
    usual: float


def outstanding(at: datetime) -> list[Counted]:
    """Return what stands out in the hour before `at`: questions, and all arrivals together."""
    lately = _askings().filter(asked_at__gt=at - HOUR, asked_at__lte=at)
    often = dict(_heads(lately).filter(n__gte=LEAST_ASKED).values_list("head", "n"))
    before = _usual(at, often) if often else {}
    found = [Counted(key, n, before.get(key, 0.0)) for key, n in often.items()]
    found = [one for one in found if stands_out(one.now, one.usual, least=LEAST_ASKED)]
    everything = _arrivals(at, lately.count())
    if stands_out(everything.now, everything.usual, least=LEAST_ARRIVED):
        found.append(everything)
    return found


def askings_of(question: int | None, since: datetime) -> QuerySet[Asking]:
    """Return what was asked since, of one question or of all."""
    found = _askings().filter(asked_at__gte=since)
    return found.filter(Q(question=question) | Q(question__part_of=question)) if question is not None else found


def _askings() -> QuerySet[Asking]:
    askings = Asking.objects.filter(question__isnull=False)
    return askings.exclude(ticket__category__in=[Category.SPAM, Category.MERGED])


def _heads(askings: QuerySet[Asking]) -> Any:
    return askings.annotate(head=HEAD).values("head").annotate(n=Count("pk")).order_by()


def _usual(at: datetime, keys: Iterable[int]) -> dict[int, float]:
    """Return how often each question is asked in an hour like this, from the weeks before: one statement."""
    rows = _past(at).annotate(head=HEAD).filter(head__in=list(keys)).values("head").order_by()
    rows = rows.annotate(n=Count("pk"), same=Count("pk", filter=_same_hours(at)))
    return {row["head"]: _mean(row["n"], row["same"]) for row in rows}


def _arrivals(at: datetime, now: int) -> Counted:
    """Return all that was asked in the hour; the weeks before are counted only when that may stand out."""
    if now < LEAST_ARRIVED:
        return Counted(None, now, float(now))
    past = _past(at).aggregate(n=Count("pk"), same=Count("pk", filter=_same_hours(at)))
    return Counted(None, now, _mean(past["n"], past["same"]))


def _past(at: datetime) -> QuerySet[Asking]:
    return Asking.objects.filter(question__isnull=False, asked_at__gt=at - HOUR - WEEKS * WEEK, asked_at__lte=at - HOUR)


def _same_hours(at: datetime) -> Q:
    """Return the condition of having come in the same hour of one of the weeks before."""
    same = Q()
    for week in range(1, WEEKS + 1):
        same |= Q(asked_at__gt=at - HOUR - week * WEEK, asked_at__lte=at - week * WEEK)
    return same


def _mean(everything: int, same: int) -> float:
    return usual(everything / (WEEKS * WEEK / HOUR), same / WEEKS)
