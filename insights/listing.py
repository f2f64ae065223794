"""The very tickets behind a number: the facts it counted, newest first."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, QuerySet

from channels_inbox.selectors import cursor
from insights import backlog
from insights.counting import ends
from insights.measures import MEASURES
from insights.models import Fact
from insights.scope import BUSINESS, Scope

PAGE = 50
SIDES = {
    "sla-met": [("", "All"), ("yes", "Kept"), ("no", "Broken")],
    "one-touch": [("", "All"), ("yes", "With one answer"), ("no", "With more or none")],
    "satisfaction": [("", "All asked"), ("yes", "Good"), ("no", "Not good")],
}


@dataclass(frozen=True)
class Listing:
    key: str
    label: str
    definition: str
    kind: str
    rows: QuerySet[Fact]
    hours: str
    # The column the list is ordered by.
    moment: str = "at"
    sides: list[tuple[str, str]] = field(default_factory=list)

    def length(self, fact: Fact) -> float | None:
        return fact.business_seconds if self.hours == BUSINESS else fact.seconds


@dataclass
class Page:
    rows: list[Fact]
    after: str = ""


def listed(key: str, scope: Scope, *, only: str = "", age: str = "", now: datetime) -> Listing | None:
    """Return the facts that a measure counts in a scope; None when there is no such measure."""
    if key == backlog.KEY:
        moments = list(ends(scope, now)) or [scope.start]
        rows = backlog.open_at(scope, moments[-1], age=age)
        return Listing(key, backlog.LABEL, backlog.DEFINITION, "backlog", rows, scope.hours, moment="opened_at")
    measure = MEASURES.get(key)
    if measure is None:
        return None
    rows = measure.facts(scope.facts([measure.fact]), only=only if only in {"yes", "no"} else "")
    return Listing(key, measure.label, measure.definition, measure.kind, rows, scope.hours, sides=SIDES.get(key, []))


def page_of(listing: Listing, *, after: str = "") -> Page:
    """Return one page in keyset order: page 1,000 costs what page 1 costs."""
    moment = listing.moment
    rows = listing.rows.select_related("ticket__status", "ticket__requester", "agent", "team")
    if place := cursor.decode(after) if after else None:
        at, pk = place
        rows = rows.filter(Q(**{f"{moment}__lt": at}) | Q(**{moment: at, "pk__lt": pk}), **{f"{moment}__lte": at})
    found = list(rows.order_by(f"-{moment}", "-pk")[: PAGE + 1])
    page = Page(found[:PAGE])
    if len(found) > PAGE:
        page.after = cursor.encode(getattr(page.rows[-1], moment), page.rows[-1].pk)
    return page
