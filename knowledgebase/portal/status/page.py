"""Gather what the status page shows one reader: a constant number of statements, however many parts."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch, Q
from django.utils import timezone

from knowledgebase.audience import Audience
from knowledgebase.models import Component, ComponentStatus, Incident, IncidentComponent, IncidentUpdate, StatusPage
from knowledgebase.models.incident import IncidentQuerySet
from knowledgebase.portal.status.words import IMPACTS, STATES, STATUSES, Look, headline
from knowledgebase.status.states import Impact, State, impact_of, worst_impact
from knowledgebase.status.uptime import DAYS, Day, Span, Uptime, uptime_of

EARLIER = 5


@dataclass(frozen=True, slots=True)
class Trouble:
    """A day something was wrong with a part, and the incidents of that day this reader may read."""

    day: Day
    incidents: Sequence[Incident]

    @property
    def look(self) -> Look:
        return STATES[self.day.state]

    @property
    def seconds(self) -> float:
        return sum(self.day.seconds.values())


@dataclass(frozen=True, slots=True)
class Part:
    component: Component
    uptime: Uptime | None = None
    troubles: Sequence[Trouble] = ()

    @property
    def look(self) -> Look:
        return STATES[State(self.component.status)]

    @property
    def percent(self) -> str:
        """The share of time it was up, rounded down: what was ever out is never 100."""
        share = self.uptime.percent if self.uptime else None
        return "" if share is None else f"{math.floor(share * 100) / 100:.2f}".rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True)
class Group:
    """Parts under one heading; those without one come under an empty name."""

    name: str
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Update:
    """One update as this reader may read it: parts that are not for them are left out of it."""

    row: IncidentUpdate
    changes: Sequence[tuple[str, Look]]

    @property
    def word(self) -> object:
        return STATUSES[Incident.Status(self.row.status)]

    @property
    def corrected(self) -> bool:
        return bool(self.row.corrections.all())


@dataclass(frozen=True, slots=True)
class Told:
    """An incident or maintenance with its news, the latest first."""

    incident: Incident
    updates: Sequence[Update]
    parts: Sequence[Component]

    @property
    def look(self) -> Look:
        return IMPACTS[Impact(self.incident.impact)]

    @property
    def word(self) -> object:
        return STATUSES[Incident.Status(self.incident.status)]

    @property
    def lasted(self) -> timedelta | None:
        ended = self.incident.resolved_at
        return ended - self.incident.started_at if ended else None


@dataclass(frozen=True, slots=True)
class Page:
    """Everything on the front of the status page."""

    settings: StatusPage
    at: datetime
    groups: Sequence[Group]
    open: Sequence[Told]
    planned: Sequence[Told]
    earlier: Sequence[Told]

    @property
    def parts(self) -> list[Part]:
        return [part for group in self.groups for part in group.parts]

    @property
    def impact(self) -> Impact:
        """How bad it is altogether: the worst of what parts are and open incidents say."""
        states = [impact_of(part.component.status) for part in self.parts]
        return worst_impact([*states, *(told.incident.impact for told in self.open)])

    @property
    def look(self) -> Look:
        return IMPACTS[self.impact]

    @property
    def headline(self) -> str:
        return headline(self.impact, [part.component.status for part in self.parts])


def page_for(audience: Audience, *, now: datetime | None = None) -> Page:
    """Return the front page of a reader. Ten statements."""
    now = now or timezone.now()
    components = list(Component.objects.seen_by(audience).in_order())
    names = {component.pk: component for component in components}
    running = told(news(audience).filter(resolved_at=None), names)
    over = news(audience).filter(resolved_at__isnull=False).exclude(status=Incident.Status.CANCELLED)
    pinned = Q(pinned=True) | Q(kind=Incident.Kind.INCIDENT, resolved_at__gt=now - timedelta(days=DAYS))
    earlier = told(over.filter(pinned).order_by("-pinned", "-started_at", "-pk")[:EARLIER], names)
    scheduled = Incident.Status.SCHEDULED
    return Page(
        settings=StatusPage.settings(),
        at=now,
        groups=_groups([c for c in components if _shown(c)], audience, now=now),
        open=[one for one in running if one.incident.status != scheduled],
        planned=sorted(
            (one for one in running if one.incident.status == scheduled), key=lambda one: one.incident.started_at
        ),
        earlier=earlier,
    )


def told(rows: Iterable[Incident], names: dict[int, Component]) -> list[Told]:
    """Return incidents as a reader reads them; `names` holds the parts this reader knows."""
    return [_told(row, names) for row in rows]


def known_parts(audience: Audience) -> dict[int, Component]:
    return {component.pk: component for component in Component.objects.seen_by(audience)}


def news(audience: Audience) -> IncidentQuerySet:
    """Return what a reader may read, with everything a page shows of it."""
    return (
        Incident.objects.published()
        .seen_by(audience)
        .prefetch_related(
            Prefetch("updates", IncidentUpdate.objects.prefetch_related("corrections")),
            Prefetch("touched", IncidentComponent.objects.order_by("component__position", "pk")),
        )
    )


def _told(incident: Incident, names: dict[int, Component]) -> Told:
    updates = [
        Update(row, [(c["name"], STATES[State(c["now"])]) for c in row.changes if c["component"] in names])
        for row in incident.updates.all()
    ]
    parts = [names[one.component_id] for one in incident.touched.all() if one.component_id in names]
    return Told(incident, updates, parts)


def _shown(component: Component) -> bool:
    return not component.only_when_degraded or component.status != State.OPERATIONAL


def _groups(components: Sequence[Component], audience: Audience, *, now: datetime) -> list[Group]:
    spans: dict[int, list[Span]] = defaultdict(list)
    since = now - timedelta(days=DAYS)
    for row in ComponentStatus.objects.since(since).filter(component__in=components):
        span = Span(row.status, row.source, row.began_at, row.ended_at, row.incident_id)
        spans[row.component_id].append(span)
    asked = {span.incident for found in spans.values() for span in found if span.incident}
    incidents = {row.pk: row for row in Incident.objects.published().seen_by(audience).filter(pk__in=asked)}
    named: dict[str, list[Part]] = {}
    for component in components:
        name = component.group.name if component.group else ""
        named.setdefault(name, []).append(_part(component, spans[component.pk], incidents, now=now))
    return [Group(name, parts) for name, parts in named.items()]


def _part(component: Component, spans: list[Span], incidents: dict[int, Incident], *, now: datetime) -> Part:
    if not component.shows_uptime:
        return Part(component)
    uptime = uptime_of(spans, now=now, start=component.start_date)
    troubles = [Trouble(day, [incidents[pk] for pk in day.incidents if pk in incidents]) for day in uptime.troubled]
    return Part(component, uptime, troubles)
