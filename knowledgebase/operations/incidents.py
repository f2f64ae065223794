"""Tell of incidents: open one, say what is new, resolve it. Maintenance is told by the same verbs (maintenances.py)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Organization, User
from accounts.operations.auditing import audit
from helpdesk.lib.html import markdown_to_html
from knowledgebase.errors import NotAllowed, NotNow
from knowledgebase.models import (
    Component,
    Incident,
    IncidentComponent,
    IncidentCorrection,
    IncidentUpdate,
    StatusPage,
    Visibility,
)
from knowledgebase.moments import require_near
from knowledgebase.operations.component_states import lock_components, say
from knowledgebase.signals import incident_changed, status_page_changed
from knowledgebase.status.planning import next_due, nudge
from knowledgebase.status.states import Source, State, impact_of, worst, worst_impact
from knowledgebase.status.wording import one_line, words

States = Mapping[Component, str]
Status = Incident.Status

OPEN = (Status.INVESTIGATING, Status.IDENTIFIED, Status.MONITORING)
OVER = (Status.RESOLVED, Status.POSTMORTEM)
WORK = (Status.SCHEDULED, Status.IN_PROGRESS, Status.VERIFYING)
DONE = (Status.COMPLETED, Status.CANCELLED)


@transaction.atomic
def open_incident(
    title: str,
    *,
    components: States,
    body: str,
    by: User | None,
    status: str = Status.INVESTIGATING,
    draft: bool = False,
    publish_at: datetime | None = None,
    visibility: str = Visibility.PUBLIC,
    organizations: Iterable[Organization] = (),
    at: datetime | None = None,
) -> Incident:
    """Begin to tell of an incident; `components` says what it makes of which parts.

    A draft is seen by colleagues only until it is published, or until `publish_at`. `at` is when it began, now unless
    said. Raises ValidationError, NotAllowed.
    """
    require_writer(by)
    require_near(publish_at=publish_at)
    now = timezone.now()
    incident = Incident(
        title=one_line(title),
        status=status,
        visibility=visibility,
        published_at=None if draft or publish_at else at or now,
        publish_at=publish_at,
        started_at=at or now,
        created_by=by,
    )
    store(incident, organizations)
    tell(incident, status, body, components=components, by=by, at=at or now)
    return incident


@transaction.atomic
def post_update(
    incident: Incident,
    status: str,
    body: str = "",
    *,
    by: User | None,
    components: States | None = None,
    silent: bool = False,
    at: datetime | None = None,
) -> IncidentUpdate:
    """Tell what is new; `components` holds the parts whose state is another now.

    Whatever ends it gives every part back. Raises ValidationError, NotNow, NotAllowed.
    """
    require_writer(by)
    incident = lock_incident(incident)
    return tell(incident, status, body, components=components or {}, by=by, silent=silent, at=at or timezone.now())


def resolve_incident(
    incident: Incident, body: str = "", *, by: User | None, silent: bool = False, at: datetime | None = None
) -> IncidentUpdate:
    """Say that it is over: every part becomes what others still say of it, mostly “working”."""
    over = Status.COMPLETED if incident.is_maintenance else Status.RESOLVED
    return post_update(incident, over, body, by=by, silent=silent, at=at)


@transaction.atomic
def publish_incident(incident: Incident, *, by: User | None, at: datetime | None = None) -> Incident:
    """Show a draft to its readers, and let it say what it says of its parts. Asked again, nothing happens."""
    require_writer(by)
    incident = lock_incident(incident)
    if incident.published_at is not None:
        return incident
    incident.published_at, incident.publish_at = at or timezone.now(), None
    touched = list(incident.touched.select_related("component"))
    held = lock_components([one.component_id for one in touched])
    if speaks(incident):
        # A part may have been deleted before it was locked.
        for one in (one for one in touched if one.component_id in held):
            _say(held[one.component_id], one.status, incident, by=by, at=incident.started_at)
    keep(incident)
    audit(incident, "published", by=by, before={}, after={"title": incident.title})
    incident_changed.send(sender=Incident, incident=incident, update=incident.updates.first())
    status_page_changed.send(sender=Incident)
    return incident


@transaction.atomic
def correct_update(update: IncidentUpdate, body: str, *, by: User) -> IncidentUpdate:
    """Put an update's words right. What stood there is kept, and the page says that it was corrected."""
    require_writer(by)
    incident = lock_incident(update.incident)
    update = IncidentUpdate.objects.get(pk=update.pk)
    body = words(body)
    if body == update.body:
        return update
    if not body:
        raise ValidationError({"body": "Write what it should say."})
    if incident.published_at is not None:
        IncidentCorrection.objects.create(corrected=update, body=update.body, by=by)
    update.body, update.html = body, markdown_to_html(body)
    update.save(update_fields=["body", "html"])
    incident_changed.send(sender=Incident, incident=incident, update=None)
    status_page_changed.send(sender=Incident)
    return update


def require_writer(by: User | None) -> None:
    if by is not None and not by.can_answer:
        raise NotAllowed("You may read incidents but not write them.")


def lock_incident(incident: Incident) -> Incident:
    held: Incident = Incident.objects.select_for_update(no_key=True, of=("self",)).get(pk=incident.pk)
    return held


def store(incident: Incident, organizations: Iterable[Organization]) -> None:
    """Write a new incident with its readers."""
    chosen = list(organizations) if incident.visibility == Visibility.ORGANIZATIONS else []
    if incident.visibility == Visibility.ORGANIZATIONS and not chosen:
        raise ValidationError({"organizations": "Choose the organizations that may read it."})
    incident.full_clean()
    incident.save()
    incident.organizations.set(chosen)


def speaks(incident: Incident) -> bool:
    """Whether it says something of its parts now: it is out, not over, and no work that is only planned."""
    return incident.published_at is not None and incident.resolved_at is None and incident.status != Status.SCHEDULED


def tell(
    incident: Incident,
    status: str,
    body: str,
    *,
    components: States,
    by: User | None,
    at: datetime,
    silent: bool = False,
) -> IncidentUpdate:
    """Add one update with all that follows from it. The caller holds the incident's lock."""
    _require_step(incident, status)
    body = words(body)
    held = lock_components(
        [*(part.pk for part in components), *incident.touched.values_list("component_id", flat=True)]
    )
    touched = {one.component_id: one for one in incident.touched.all()}
    wanted = {part.pk: State(state) for part, state in components.items() if part.pk in held}
    planned = incident.status == Status.SCHEDULED
    _move(incident, status, at)
    changes = []
    for pk, part in held.items():
        one = touched.get(pk)
        before = one.status if one else State.OPERATIONAL
        now = State.OPERATIONAL if incident.resolved_at else wanted.get(pk, State(before))
        was, becomes = (State.OPERATIONAL if planned else before), now
        if status == Status.SCHEDULED:
            becomes = State.OPERATIONAL  # what it will be; until then it says nothing
        if becomes != was:
            changes.append({"component": pk, "name": part.name, "was": was, "now": becomes})
        peak = worst([now, one.worst if one else now])
        IncidentComponent.objects.update_or_create(
            incident=incident, component=part, defaults={"status": now, "worst": peak}
        )
        if incident.published_at is not None:
            _say(part, becomes, incident, by=by, at=at)
    update = IncidentUpdate.objects.create(
        incident=incident,
        status=status,
        body=body,
        html=markdown_to_html(body),
        changes=changes,
        silent=silent or incident.backfilled,
        by=by,
        at=at,
    )
    if incident.kind == Incident.Kind.INCIDENT:
        page = StatusPage.settings()
        incident.nudge_at = None if incident.resolved_at else nudge(page, now=at)
    keep(incident)
    if incident.published_at is not None:
        incident_changed.send(sender=Incident, incident=incident, update=update)
        status_page_changed.send(sender=Incident)
    return update


def _require_step(incident: Incident, status: str) -> None:
    allowed = WORK + DONE if incident.is_maintenance else OPEN + OVER
    if status not in allowed:
        raise ValidationError({"status": "Choose one of the states on offer."})
    if status == Status.POSTMORTEM and incident.resolved_at is None:
        raise NotNow("Resolve the incident first; then tell what was learned from it.")
    if incident.is_maintenance and incident.resolved_at is not None:
        raise NotNow("This maintenance is over. Plan another one.")
    if status == Status.SCHEDULED and incident.status != Status.SCHEDULED:
        raise NotNow("This maintenance has begun already. Say how far it is, or that it is done.")


def _move(incident: Incident, status: str, at: datetime) -> None:
    over = status in OVER + DONE
    incident.status = status
    if status != Status.SCHEDULED:
        incident.remind_at = None
    incident.resolved_at = (incident.resolved_at or at) if over else None
    incident.touched_at = at


def _say(part: Component, status: str, incident: Incident, *, by: User | None, at: datetime) -> None:
    source = Source.MAINTENANCE if incident.is_maintenance else Source.INCIDENT
    say(part, status, source=source, key=str(incident.pk), incident=incident, by=by, at=at)


def keep(incident: Incident) -> None:
    """Store an incident with what follows from the rest of it: its impact, and when the clock looks again."""
    worsts = incident.touched.values_list("worst", flat=True)
    incident.impact = incident.impact_chosen or worst_impact(impact_of(state) for state in worsts)
    incident.due_at = next_due(incident)
    incident.save()
