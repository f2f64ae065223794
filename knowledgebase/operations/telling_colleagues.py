"""Tell people at the desk what a monitor found: that something is down, that it works again, what ends soon."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from accounts.models import AvailabilityState, Notification, User
from accounts.operations.notifying import Notice, notify_all
from knowledgebase.models import Monitor
from knowledgebase.monitoring.judging import State

_SAID = {State.DOWN: "is down", State.FLAPPING: "comes and goes", State.UP: "works again"}


def tell_of_state(monitor: Monitor) -> None:
    """Tell what a monitor believes now; told twice of one change it is once."""
    said = _SAID[State(monitor.state)]
    because = f": {monitor.trouble}" if monitor.trouble and monitor.state != State.UP else ""
    since = monitor.since.isoformat() if monitor.since else ""
    # Administrators, and agents who are there.
    there = Q(role=User.Role.AGENT, availability=AvailabilityState.ONLINE)
    people = User.objects.filter(Q(role=User.Role.ADMIN) | there, is_active=True)
    _tell(people, monitor, f"{monitor.state}-{since}", f"“{monitor}” {said}{because}")


def tell_of_warning(monitor: Monitor, *, at: datetime) -> None:
    """Tell administrators of a certificate that ends soon; at most once a week, however often the warning goes away."""
    year, week, _ = at.isocalendar()
    people = User.objects.filter(role=User.Role.ADMIN, is_active=True)
    _tell(people, monitor, f"warning-{year}-{week}", f"“{monitor}”: {monitor.warning}")


def _tell(people: Iterable[User], monitor: Monitor, occasion: str, text: str) -> None:
    kind, key = Notification.Kind.INCIDENT, f"monitor-{monitor.pk}-{occasion}"
    notify_all([Notice(person, kind, key, text, path=_path(person, monitor)) for person in people])


def _path(person: User, monitor: Monitor) -> str:
    """Return where they can do something about it: its incident, its settings for those who have them, its part."""
    if monitor.incident_id and monitor.state != State.UP:
        return reverse("agent_incident", args=[monitor.incident_id])
    if person.role == User.Role.ADMIN:
        return reverse("agent_monitor", args=[monitor.pk])
    return reverse("agent_parts")
