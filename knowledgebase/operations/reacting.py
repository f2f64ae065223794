"""What follows when the state of a monitor is another: its component hears of it, and an incident may be drafted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from knowledgebase.models import ComponentStatus, Incident, Monitor
from knowledgebase.monitoring.judging import State
from knowledgebase.operations.component_states import set_component_status
from knowledgebase.operations.incidents import lock_incident, open_incident, post_update, resolve_incident
from knowledgebase.operations.telling_colleagues import tell_of_state
from knowledgebase.status import states

BAD = (State.DOWN, State.FLAPPING)
# Planned work ends at its time by the plan; the clock that says so may be this late.
CLOCK = timedelta(minutes=2)


def react(monitor: Monitor, *, was: str, at: datetime) -> None:
    """Let everything follow from a new state. In the transaction that stored it, which holds the monitor's lock."""
    expected = at_work(monitor)
    if monitor.state == State.UP:
        # The incident before its parts, as everybody locks them who writes an update.
        _end(monitor, at)
    speak(monitor, at=at)
    if monitor.state in BAD:
        draft(monitor, at=at)
    if not expected and (monitor.state in BAD or (monitor.state == State.UP and was in BAD)):
        tell_of_state(monitor)


def outlive_work(monitor: Monitor, *, at: datetime) -> None:
    """Let follow what was left out while somebody worked on the component of a monitor that fails still."""
    if _may_draft(monitor):
        draft(monitor, at=at)
    tell_of_state(monitor)


def speak(monitor: Monitor, *, at: datetime) -> None:
    """Say of the component what the monitor believes; “working” takes its word back."""
    if monitor.component is not None:
        source, key = states.Source.MONITOR, str(monitor.pk)
        monitor.component = set_component_status(
            monitor.component, word_of(monitor), source=source, by=None, key=key, at=at
        )


def word_of(monitor: Monitor) -> str:
    if monitor.state == State.DOWN:
        return monitor.down_status
    limping = monitor.state in (State.SLOW, State.FLAPPING)
    return states.State.DEGRADED if limping else states.State.OPERATIONAL


def outlived_work(monitors: Iterable[Monitor]) -> set[int]:
    """Return those on whose component work ended since their last check, and which fail still. One statement at most.

    While somebody works on a component no incident is drafted, and nobody is told.
    """
    failing = [one for one in monitors if one.state in BAD and one.component_id is not None and not at_work(one)]
    if not failing:
        return set()
    since = {one.pk: (one.checked_at or timezone.now()) - CLOCK for one in failing}
    over = ComponentStatus.objects.filter(
        component__in=[one.component_id for one in failing],
        status=states.State.MAINTENANCE,
        ended_at__gte=min(since.values()),
    )
    ended = dict(over.order_by("ended_at").values_list("component", "ended_at"))
    return {one.pk for one in failing if (at := ended.get(one.component_id or 0)) and at >= since[one.pk]}


def draft(monitor: Monitor, *, at: datetime) -> None:
    """Begin an incident for colleagues to look at, unless the component has one already: that one is ours, too."""
    if not _may_draft(monitor):
        return
    component = monitor.component
    open_ones = Incident.objects.incidents().open().order_by("pk")
    if component is not None:
        monitor.incident = open_ones.filter(touched__component=component).first()
    else:
        monitor.incident = open_ones.filter(published_at=None, title=_title(monitor)).first()
    if monitor.incident is None:
        said = {component: word_of(monitor)} if component else {}
        body = "We see that something is wrong, and are looking into it."
        monitor.incident = open_incident(_title(monitor), components=said, body=body, by=None, draft=True, at=at)
    monitor.save(update_fields=["incident"])


def _may_draft(monitor: Monitor) -> bool:
    return monitor.drafts_incident and monitor.incident_id is None and not at_work(monitor)


def at_work(monitor: Monitor) -> bool:
    """Tell whether somebody works on its component, so that a failure is expected."""
    return monitor.component is not None and monitor.component.status == states.State.MAINTENANCE


def _end(monitor: Monitor, at: datetime) -> None:
    """Resolve the incident this monitor began, once none of those that share it fails. Drafts end unseen."""
    if monitor.incident_id is None:
        return
    incident = lock_incident(Incident(pk=monitor.incident_id))
    monitor.incident = None
    monitor.save(update_fields=["incident"])
    sharing = Monitor.objects.filter(Q(state__in=[*BAD, State.SLOW]), incident=incident).exclude(pk=monitor.pk)
    if incident.resolved_at or incident.created_by_id or sharing.exists():
        # What a colleague began, a colleague ends.
        return
    if incident.is_draft:
        post_update(incident, Incident.Status.RESOLVED, "It passed before anybody published it.", by=None, at=at)
    elif monitor.resolves_incident:
        resolve_incident(incident, f"{monitor.component or monitor} works again.", by=None, at=at)


def _title(monitor: Monitor) -> str:
    return f"{monitor.component or monitor.name} has a problem"[:150]
