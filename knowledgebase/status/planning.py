"""When the clock has to look at an incident again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledgebase.models import Incident, StatusPage


def next_due(incident: Incident) -> datetime | None:
    """Return the first moment something is due, or None."""
    if incident.resolved_at is not None:
        return None
    if incident.published_at is None:
        return incident.publish_at
    moments = [incident.remind_at, incident.nudge_at]
    if incident.is_maintenance and incident.runs_itself:
        planned = incident.status == incident.Status.SCHEDULED
        moments.append(incident.scheduled_from if planned else incident.scheduled_until)
    return min((moment for moment in moments if moment is not None), default=None)


def reminder(page: StatusPage, begins: datetime, *, now: datetime) -> datetime | None:
    """Return when to remind of planned work; None when that moment is past: the announcement was reminder enough."""
    moment = begins - timedelta(hours=page.remind_hours)
    return moment if page.remind_hours and moment > now else None


def nudge(page: StatusPage, *, now: datetime) -> datetime | None:
    return now + timedelta(hours=page.nudge_hours) if page.nudge_hours else None
