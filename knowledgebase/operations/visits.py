"""Keep what people do in search of an answer, and forget it again."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.utils import timezone

from helpdesk.lib.limits import allow
from knowledgebase.models import HelpCentre, Translation, Visit
from knowledgebase.visitors import Visitor

# Told again within this time is told once.
AGAIN = 30 * 60
# What may name somebody in the words of a search: addresses, and numbers long enough for an order, a phone or a card.
_PERSONAL = re.compile(r"\S+@\S+|\+?\d(?:[\s./-]?\d){5,}")


def record_visit(
    visitor: Visitor,
    kind: Visit.Kind,
    *,
    translation: Translation | None = None,
    place: Visit.Place = Visit.Place.HELP,
    locale: str = "",
    query: str = "",
    found: int | None = None,
    holdout: bool = False,
) -> Visit:
    """Add one visit; `query` is shortened, and what may name somebody is taken out of it."""
    return Visit.objects.create(
        visitor=visitor.key,
        user=visitor.user,
        kind=kind,
        place=place,
        locale=locale or (translation.locale if translation else ""),
        translation=translation,
        query=impersonal(query),
        found=found,
        holdout=holdout,
        at=timezone.now(),
    )


def record_once(
    visitor: Visitor,
    kind: Visit.Kind,
    translation: Translation,
    *,
    address: str,
    place: Visit.Place = Visit.Place.HELP,
) -> None:
    """Add what a page tells of a reader, unless it was told lately, or far too much comes from one network address."""
    first = allow("visit", f"{kind}:{visitor.key}:{translation.pk}", limit=1, seconds=AGAIN)
    if first and allow("visits", address, limit=600, seconds=3600):
        record_visit(visitor, kind, translation=translation, place=place)


def impersonal(text: str) -> str:
    """Return the beginning of a text with addresses and long numbers as “…”."""
    return _PERSONAL.sub("…", " ".join(text[:1000].replace("\0", "").split()))[:200]


def forget_visits(*, now: datetime | None = None, limit: int = 10_000) -> int:
    """Remove visits older than the help centre keeps them, oldest first, and return how many."""
    before = (now or timezone.now()) - timedelta(days=HelpCentre.settings().visit_days)
    old = Visit.objects.filter(at__lt=before).order_by("at").values_list("pk", flat=True)[:limit]
    return Visit.objects.filter(pk__in=list(old)).delete()[0]
