"""Everything about an incident but its news: its title and readers, drafts thrown away, and what is entered later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Organization, User
from accounts.operations.auditing import audit, require_version
from knowledgebase.errors import NotNow
from knowledgebase.models import Incident, Visibility
from knowledgebase.moments import require_near
from knowledgebase.operations.incidents import States, Status, keep, lock_incident, require_writer, store, tell
from knowledgebase.signals import incident_changed, status_page_changed
from knowledgebase.status.wording import one_line


@dataclass(frozen=True, slots=True)
class Settings:
    """What of an incident is set rather than told. `impact` empty follows the parts."""

    title: str
    visibility: str = Visibility.PUBLIC
    organizations: Iterable[Organization] = ()
    impact: str = ""
    pinned: bool = False
    publish_at: datetime | None = None


@transaction.atomic
def settle_incident(incident: Incident, settings: Settings, *, by: User, seen: int) -> Incident:
    """Store them; `seen` is the version its editor saw. Raises ValidationError, ChangedMeanwhile, NotAllowed."""
    require_writer(by)
    incident = lock_incident(incident)
    require_version(incident, seen)
    before = _told(incident)
    incident.title, incident.visibility = one_line(settings.title), settings.visibility
    incident.impact_chosen, incident.pinned = settings.impact, settings.pinned
    if incident.is_draft:
        require_near(publish_at=settings.publish_at)
        incident.publish_at = settings.publish_at
    store(incident, settings.organizations)
    if _told(incident) == before:
        return incident
    incident.version += 1
    keep(incident)
    audit(incident, "changed", by=by, before=before, after=_told(incident))
    if not incident.is_draft:
        incident_changed.send(sender=Incident, incident=incident, update=None)
        status_page_changed.send(sender=Incident)
    return incident


@transaction.atomic
def discard_draft(incident: Incident, *, by: User) -> None:
    """Throw a draft away. What was published stays; only its readers can be fewer."""
    require_writer(by)
    incident = lock_incident(incident)
    if not incident.is_draft:
        raise NotNow("This is published, so it stays. You can show it to colleagues only.")
    audit(incident, "deleted", by=by, before=_told(incident), after={})
    incident.delete()


@transaction.atomic
def record_past_incident(
    title: str,
    *,
    components: States,
    body: str,
    resolution: str,
    began: datetime,
    ended: datetime,
    by: User | None,
    visibility: str = Visibility.PUBLIC,
    organizations: Iterable[Organization] = (),
) -> Incident:
    """Enter an incident that is over already; it counts in the history, and nobody is told."""
    require_writer(by)
    require_near(began=began, ended=ended)
    if ended > timezone.now():
        raise ValidationError({"ended": "It is not over yet. Open an incident instead."})
    if ended <= began:
        raise ValidationError({"ended": "Choose an end after the beginning."})
    incident = Incident(
        title=one_line(title),
        visibility=visibility,
        backfilled=True,
        published_at=began,
        started_at=began,
        created_by=by,
    )
    store(incident, organizations)
    tell(incident, Status.INVESTIGATING, body, components=components, by=by, at=began)
    tell(incident, Status.RESOLVED, resolution, components={}, by=by, at=ended)
    return incident


def _told(incident: Incident) -> dict[str, Any]:
    return {
        "title": incident.title,
        "visibility": incident.visibility,
        "organizations": sorted(str(one) for one in incident.organizations.all()),
        "impact": incident.impact_chosen,
        "pinned": incident.pinned,
        "publish_at": incident.publish_at.isoformat() if incident.publish_at else None,
        "version": incident.version,
    }
