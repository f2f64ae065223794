"""Set up monitors: what is looked at, how often, and what follows from it."""

from __future__ import annotations

import secrets
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.operations.auditing import audit, require_version
from helpdesk.lib import http
from helpdesk.lib.crypto import seal
from helpdesk.lib.wake import wake_after_commit
from knowledgebase.models import Component, Monitor
from knowledgebase.monitoring.judging import Standing, State
from knowledgebase.monitoring.kinds import Kind, check_of
from knowledgebase.operations.component_states import set_component_status
from knowledgebase.operations.reacting import speak
from knowledgebase.operations.watching import TASK
from knowledgebase.status import states

INTERVALS = (30, 7 * 86_400)
TIMES = (1, 10)
# Others answer within seconds; these have their own pace.
_WAITS = {
    Kind.HEARTBEAT: ((0, 86_400), "Wait a day at most."),
    Kind.MAIL: ((30, 3600), "Give a letter 30 seconds to an hour."),
}
# What stays as it was believed when the settings change.
_BELIEVED = (
    *("key", "sealed", "version", "paused_at", "created_at", "state", "since", "run", "history", "trouble", "warning"),
    *("milliseconds", "checked_at", "heard_at", "memory", "next_due", "incident_id"),
)


@transaction.atomic
def save_monitor(monitor: Monitor, *, by: User, seen: int = 0) -> str:
    """Store a new or changed monitor and look at once; return the secret of a new one that has one, shown once.

    Raises ValidationError by field, those of `params` by their own names, and ChangedMeanwhile.
    """
    _check(monitor)
    before: dict[str, Any] = {}
    secret = ""
    if monitor.pk:
        stored = lock_monitor(monitor)
        require_version(stored, seen)
        before = _told(stored)
        for name in _BELIEVED:
            setattr(monitor, name, getattr(stored, name))
        if _told(monitor) == before and stored.component_id == monitor.component_id:
            return ""
        if stored.component_id != monitor.component_id:
            _fall_silent(stored)
        monitor.version += 1
    elif monitor.row.called:
        monitor.key = secrets.token_urlsafe(32)
        if monitor.kind == Kind.ALERTS:
            secret = _new_secret(monitor)
    now = timezone.now()
    monitor.next_due = _first_due(monitor, now)
    monitor.save()
    speak(monitor, at=now)
    audit(monitor, "changed" if before else "added", by=by, before=before, after=_told(monitor))
    wake_after_commit(TASK)
    return secret


@transaction.atomic
def renew_secret(monitor: Monitor, *, by: User) -> str:
    """Give a monitor that is posted to another secret and return it; the old one opens nothing from now on."""
    monitor = lock_monitor(monitor)
    secret = _new_secret(monitor)
    monitor.save(update_fields=["sealed"])
    audit(monitor, "new secret", by=by, before={}, after={})
    return secret


@transaction.atomic
def pause_monitor(monitor: Monitor, *, by: User) -> None:
    """Look no more, and take back what was said of the component."""
    monitor = lock_monitor(monitor)
    if monitor.paused_at is None:
        monitor.paused_at, monitor.next_due = timezone.now(), None
        _forget_beliefs(monitor)
        monitor.save()
        speak(monitor, at=timezone.now())
        audit(monitor, "paused", by=by, before={}, after={})


@transaction.atomic
def resume_monitor(monitor: Monitor, *, by: User) -> None:
    """Look again, from the beginning."""
    monitor = lock_monitor(monitor)
    if monitor.paused_at is not None:
        now = timezone.now()
        monitor.paused_at = monitor.heard_at = None
        monitor.next_due = _first_due(monitor, now)
        monitor.save()
        audit(monitor, "resumed", by=by, before={}, after={})
        wake_after_commit(TASK)


def look_now(monitor: Monitor) -> None:
    """Let the next check be now; what waits to be called is not asked."""
    asked = Monitor.objects.filter(pk=monitor.pk, paused_at=None, key=None)
    if asked.update(next_due=timezone.now()):
        wake_after_commit(TASK)


@transaction.atomic
def delete_monitor(monitor: Monitor, *, by: User) -> None:
    """Remove a monitor with its results. What it said of its component is over."""
    monitor = lock_monitor(monitor)
    _fall_silent(monitor)
    audit(monitor, "removed", by=by, before=_told(monitor), after={})
    monitor.delete()


def lock_monitor(monitor: Monitor) -> Monitor:
    rows = Monitor.objects.select_for_update(no_key=True, of=("self",)).select_related("component", "incident")
    return rows.get(pk=monitor.pk)


def _first_due(monitor: Monitor, now: datetime) -> datetime | None:
    """Return when to look at a monitor that was just set up; what calls us has its time first."""
    if monitor.paused_at is not None or not monitor.row.asks:
        return None
    return monitor.expected_after(monitor.heard_at or now) if monitor.row.called else now


def _fall_silent(monitor: Monitor) -> None:
    component = monitor.component
    if component is not None:
        working = states.State.OPERATIONAL
        set_component_status(component, working, source=states.Source.MONITOR, key=str(monitor.pk), by=None)


def _forget_beliefs(monitor: Monitor) -> None:
    blank = Standing()
    monitor.state, monitor.since, monitor.run, monitor.history = State.UNKNOWN, blank.since, blank.run, blank.history
    monitor.trouble, monitor.warning, monitor.memory = "", "", {}


def _new_secret(monitor: Monitor) -> str:
    secret = secrets.token_urlsafe(32)
    monitor.sealed = seal({"secret": secret})
    return secret


def _check(monitor: Monitor) -> None:
    wrong: dict[str, Any] = {}
    try:
        monitor.clean_fields(exclude=["sealed", "key"])
    except ValidationError as error:
        wrong = error.message_dict
    check = check_of(monitor.kind)
    wrong |= check.clean(monitor.params)
    reaches = getattr(check, "place", None)
    if reaches is not None and not wrong:
        try:
            # A name nobody knows may be known tomorrow; each check asks anew.
            with suppress(http.Unreached):
                reaches(monitor.params, settings.MONITOR_NETWORKS)
        except http.Forbidden as error:
            wrong[next(name for name in ("url", "server", "host") if name in monitor.params)] = str(error)
    wrong |= _numbers(monitor)
    if wrong:
        raise ValidationError(wrong)


def _numbers(monitor: Monitor) -> dict[str, str]:
    spans = {
        "interval_seconds": (INTERVALS, "Look every 30 seconds at most, and once a week at least."),
        "timeout_seconds": _WAITS.get(Kind(monitor.kind), ((1, 30), "Wait 1 to 30 seconds.")),
        "failures_needed": (TIMES, "Choose 1 to 10."),
        "successes_needed": (TIMES, "Choose 1 to 10."),
    }
    return {name: words for name, ((low, high), words) in spans.items() if not low <= getattr(monitor, name) <= high}


def _told(monitor: Monitor) -> dict[str, Any]:
    component = Component.objects.filter(pk=monitor.component_id).first() if monitor.component_id else None
    kept = ("name", "kind", "params", "interval_seconds", "timeout_seconds", "failures_needed", "successes_needed")
    more = ("down_status", "drafts_incident", "resolves_incident", "version")
    told = {name: getattr(monitor, name) for name in (*kept, *more)}
    return {**told, "component": str(component) if component else ""}
