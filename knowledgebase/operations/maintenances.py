"""Plan work, move it, call it off."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Organization, User
from knowledgebase.errors import NotNow
from knowledgebase.models import Component, Incident, IncidentUpdate, StatusPage, Visibility
from knowledgebase.moments import require_near
from knowledgebase.operations.incidents import Status, lock_incident, post_update, require_writer, store, tell
from knowledgebase.status.planning import reminder
from knowledgebase.status.states import State
from knowledgebase.status.wording import one_line


@transaction.atomic
def plan_maintenance(
    title: str,
    *,
    components: Iterable[Component],
    begins: datetime,
    ends: datetime,
    body: str,
    by: User | None,
    runs_itself: bool = True,
    draft: bool = False,
    visibility: str = Visibility.PUBLIC,
    organizations: Iterable[Organization] = (),
    at: datetime | None = None,
) -> Incident:
    """Announce work on some parts. The clock starts and ends it, and gives the parts back, unless told otherwise.

    `at` is when it is announced, now unless said. Raises ValidationError, NotAllowed.
    """
    require_writer(by)
    require_near(begins=begins, ends=ends)
    now = at or timezone.now()
    _require_span(begins, ends, now=now)
    maintenance = Incident(
        kind=Incident.Kind.MAINTENANCE,
        title=one_line(title),
        status=Status.SCHEDULED,
        visibility=visibility,
        published_at=None if draft else now,
        started_at=begins,
        scheduled_from=begins,
        scheduled_until=ends,
        runs_itself=runs_itself,
        remind_at=reminder(StatusPage.settings(), begins, now=now),
        created_by=by,
    )
    store(maintenance, organizations)
    states = dict.fromkeys(components, State.MAINTENANCE)
    tell(maintenance, Status.SCHEDULED, body, components=states, by=by, at=now)
    return maintenance


@transaction.atomic
def reschedule_maintenance(
    maintenance: Incident, *, begins: datetime, ends: datetime, body: str, by: User | None
) -> IncidentUpdate | None:
    """Move planned work, or the end of work that goes on, and tell so; the same times again tell nothing."""
    require_writer(by)
    require_near(begins=begins, ends=ends)
    maintenance = lock_incident(maintenance)
    if maintenance.resolved_at is not None:
        raise NotNow("This maintenance is over. Plan another one.")
    if (begins, ends) == (maintenance.scheduled_from, maintenance.scheduled_until):
        return None
    now = timezone.now()
    if maintenance.status == Status.SCHEDULED:
        _require_span(begins, ends, now=now)
        maintenance.remind_at = reminder(StatusPage.settings(), begins, now=now)
        maintenance.started_at = begins
    elif begins != maintenance.scheduled_from:
        raise ValidationError({"begins": "It has begun already. Only its end can be moved."})
    elif ends <= now:
        raise ValidationError({"ends": "Choose an end that is still to come."})
    maintenance.scheduled_from, maintenance.scheduled_until = begins, ends
    return tell(maintenance, maintenance.status, body, components={}, by=by, at=now)


def cancel_maintenance(maintenance: Incident, body: str = "", *, by: User | None) -> IncidentUpdate:
    """Call planned work off; parts that are being worked on are given back."""
    return post_update(maintenance, Status.CANCELLED, body, by=by)


def _require_span(begins: datetime, ends: datetime, *, now: datetime) -> None:
    if begins < now:
        raise ValidationError({"begins": "Choose a beginning that is still to come."})
    if ends <= begins:
        raise ValidationError({"ends": "Choose an end after the beginning."})
