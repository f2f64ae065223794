"""Write down what checks found, and let what follows from it follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from helpdesk.lib.one_by_one import one_by_one
from helpdesk.lib.rows import insert_all, update_all
from knowledgebase.models import Monitor, MonitorCheck
from knowledgebase.monitoring.judging import RETRY_SECONDS, Standing, judge
from knowledgebase.monitoring.result import Result
from knowledgebase.operations.reacting import outlive_work, outlived_work, react
from knowledgebase.operations.telling_colleagues import tell_of_warning

_STORED = (
    *("state", "since", "run", "history", "trouble", "warning", "milliseconds", "checked_at", "memory", "next_due"),
    "heard_at",
)


@dataclass(frozen=True, slots=True)
class Found:
    """One result: of which monitor in which version, when it was due and began, and when that was heard of before."""

    monitor_id: int
    version: int
    due_at: datetime
    began_at: datetime
    result: Result
    heard_at: datetime | None = None


def record_results(found: Sequence[Found]) -> None:
    """Write results down: all that change nothing at once, each that changes something in its own transaction.

    What was found of an older version, of a paused monitor, or before a newer result, is passed over.
    """
    changing = _record_unchanging(found)
    one_by_one(_record_one, changing)


def record(monitor: Monitor, result: Result, *, at: datetime, late_ms: int = 0) -> None:
    """Write one result down and react to it. The caller's transaction holds the monitor's lock."""
    standing = judge(monitor.standing, result.verdict, monitor.patience, at=at)
    was, changed = monitor.state, standing.state != monitor.state
    outlived, warns = not changed and bool(outlived_work([monitor])), _warns(monitor, result)
    _believe(monitor, standing, result, at)
    update_all([monitor], _STORED)
    insert_all([_row(monitor, result, at, late_ms)])
    if changed:
        react(monitor, was=was, at=at)
    elif outlived:
        outlive_work(monitor, at=at)
    if warns:
        tell_of_warning(monitor, at=at)


@transaction.atomic
def _record_unchanging(found: Sequence[Found]) -> list[Found]:
    if not found:
        return []
    monitors = _locked([one.monitor_id for one in found])
    outlived = outlived_work(monitors.values())
    changing, rows, stored = [], [], []
    for one in found:
        monitor = monitors.get(one.monitor_id)
        if monitor is None or not _counts(one, monitor):
            continue
        standing = judge(monitor.standing, one.result.verdict, monitor.patience, at=one.began_at)
        if standing.state != monitor.state or monitor.pk in outlived or _warns(monitor, one.result):
            changing.append(one)
            continue
        _believe(monitor, standing, one.result, one.began_at)
        rows.append(_row(monitor, one.result, one.began_at, _late(one)))
        stored.append(monitor)
    update_all(stored, _STORED)
    insert_all(rows)
    return changing


@transaction.atomic
def _record_one(one: Found) -> int:
    monitor = _locked([one.monitor_id]).get(one.monitor_id)
    if monitor is None or not _counts(one, monitor):
        return 0
    record(monitor, one.result, at=one.began_at, late_ms=_late(one))
    return 1


def _locked(pks: list[int]) -> dict[int, Monitor]:
    rows = Monitor.objects.select_for_update(no_key=True, of=("self",)).select_related("component")
    return {row.pk: row for row in rows.filter(pk__in=pks).order_by("pk")}


def _counts(one: Found, monitor: Monitor) -> bool:
    newer = monitor.checked_at is not None and monitor.checked_at > one.began_at
    # What called in the very moment it was missed was not missed.
    called = monitor.heard_at != one.heard_at
    return monitor.version == one.version and monitor.paused_at is None and not (newer or called)


def _warns(monitor: Monitor, result: Result) -> bool:
    """Tell whether it says for the first time that somebody should look."""
    return bool(result.warning) and not monitor.warning


def _believe(monitor: Monitor, standing: Standing, result: Result, at: datetime) -> None:
    monitor.state, monitor.since = standing.state, standing.since
    monitor.run, monitor.history = standing.run, standing.history
    monitor.trouble, monitor.warning = result.trouble[:300], result.warning[:120]
    monitor.milliseconds, monitor.checked_at = result.milliseconds, at
    if result.memory is not None:
        monitor.memory = dict(result.memory)
    if standing.run and not monitor.row.called and monitor.next_due is not None:
        # In doubt, look again soon.
        monitor.next_due = min(monitor.next_due, at + timedelta(seconds=RETRY_SECONDS))


def _row(monitor: Monitor, result: Result, at: datetime, late_ms: int) -> MonitorCheck:
    return MonitorCheck(
        monitor=monitor,
        at=at,
        verdict=result.verdict,
        milliseconds=result.milliseconds,
        late_ms=late_ms,
        trouble=result.trouble[:300],
    )


def _late(one: Found) -> int:
    return max(0, round((one.began_at - one.due_at).total_seconds() * 1000))
