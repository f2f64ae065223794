"""What the clock does with incidents: brings drafts out, starts and ends planned work, asks for news."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notification, User
from accounts.operations.notifying import Notice, notify_all
from knowledgebase.models import Incident, StatusPage
from knowledgebase.operations.incidents import Status, keep, publish_incident, tell
from knowledgebase.status.planning import nudge

log = logging.getLogger(__name__)


def advance_due() -> int:
    """Take every due step and return how many. Late or doubled calls change nothing.

    One that fails keeps no other waiting; it is tried again at the next call.
    """
    now = timezone.now()
    done = 0
    for pk in Incident.objects.filter(due_at__lte=now).order_by("due_at", "pk").values_list("pk", flat=True):
        try:
            # Work whose whole span was slept through begins and ends in one go.
            while _once(pk, now):
                done += 1
        except Exception:
            log.exception("Incident %s was not brought up to date.", pk)
    return done


@transaction.atomic
def _once(pk: int, now: datetime) -> bool:
    incident = Incident.objects.select_for_update(no_key=True, of=("self",)).filter(pk=pk).first()
    if incident is None or incident.due_at is None or incident.due_at > now:
        return False
    if incident.is_draft:
        publish_incident(incident, by=None)
    elif _passed(incident.scheduled_from, now) and incident.status == Status.SCHEDULED and incident.runs_itself:
        incident.remind_at = None
        tell(incident, Status.IN_PROGRESS, "", components={}, by=None, at=incident.scheduled_from or now)
    elif _passed(incident.scheduled_until, now) and incident.runs_itself:
        tell(incident, Status.COMPLETED, "", components={}, by=None, at=incident.scheduled_until or now)
    elif _passed(incident.remind_at, now):
        incident.remind_at = None
        tell(incident, Status.SCHEDULED, _reminder(incident), components={}, by=None, at=now)
    else:
        _ask_for_news(incident)
        incident.nudge_at = nudge(StatusPage.settings(), now=now)
        keep(incident)
    return True


def _passed(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment <= now


def _reminder(incident: Incident) -> str:
    begins = timezone.localtime(incident.scheduled_from)
    return f"A reminder: this begins on {begins:%A} {begins.day} {begins:%B} at {begins:%H:%M} {begins.tzname()}."


def _ask_for_news(incident: Incident) -> None:
    """Ask whoever wrote last for news; where a machine did, the administrators."""
    last = incident.updates.exclude(by=None).select_related("by").first()
    people = [last.by] if last and last.by and last.by.is_active else list(_administrators())
    path = reverse("agent_incident", args=[incident.pk])
    notify_all(
        [
            Notice(
                person,
                Notification.Kind.INCIDENT,
                f"incident-{incident.pk}-{incident.nudge_at}",
                f"“{incident.title}” is still open and has had no news for a while",
                path=path,
            )
            for person in people
        ]
    )


def _administrators() -> list[User]:
    return list(User.objects.filter(role=User.Role.ADMIN, is_active=True))
