"""Look at every monitor when it is due: one worker claims, many threads wait for other people's servers.

A round lasts some seconds and then wakes the next, so that a deployment never waits long for it. A check that dies
with its worker is simply not found; the monitor's next turn is in its row already.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from helpdesk.lib.advisory import Lock, slot
from helpdesk.lib.rows import scalars
from helpdesk.lib.wake import wake
from knowledgebase.monitoring.kinds import check_of
from knowledgebase.monitoring.result import Ask, down
from knowledgebase.operations.recording import Found, record_results

log = logging.getLogger(__name__)

TASK = "knowledgebase.watch_monitors"
# How many checks run at once: as many as hang when every one of 500 monitors hangs for six seconds.
MOST = 100
ROUND_SECONDS = 20.0
# The beat comes every five seconds; what is due before the next one is waited for.
AHEAD = timedelta(seconds=6)
# A monitor that was just saved is looked at within this time.
PAUSE_SECONDS = 0.25
# Who was not looked at for long had its neighbours' company; this draws them apart again.
_CLAIM = """
WITH due AS (
    SELECT id, next_due FROM knowledgebase_monitor WHERE next_due <= %(now)s
    ORDER BY next_due LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE knowledgebase_monitor AS monitor
SET next_due = CASE
    WHEN due.next_due + make_interval(secs => interval_seconds) > %(now)s
    THEN due.next_due + make_interval(secs => interval_seconds)
    ELSE %(now)s + make_interval(secs => interval_seconds * (0.5 + random() / 2)) END
FROM due WHERE monitor.id = due.id
RETURNING monitor.id, version, kind, params, memory, heard_at, timeout_seconds, due.next_due
"""
_NEXT = "SELECT min(next_due) FROM knowledgebase_monitor WHERE next_due IS NOT NULL"

# Set when the worker is told to end: a round then takes nothing new.
stopping = Event()


@dataclass(frozen=True, slots=True)
class Claimed:
    """A monitor whose turn this worker has, as it was set up at that moment."""

    pk: int
    version: int
    kind: str
    params: Mapping[str, Any]
    memory: Mapping[str, Any]
    heard_at: datetime | None
    timeout_seconds: int
    due_at: datetime


def watch(*, seconds: float = ROUND_SECONDS) -> int:
    """Look at what is due, and at what becomes due in this round; return how many checks were begun.

    Only one worker claims at a time. Whoever waits for the last slow answers has let the next one in already.
    """
    with ThreadPoolExecutor(MOST, thread_name_prefix="monitor") as pool:
        waiting: set[Future[Found | None]] = set()
        with slot(Lock.MONITORS, 1) as free:
            begun = _claim_until(monotonic() + seconds, pool, waiting) if free else 0
        if begun and not stopping.is_set() and _is_due_soon():
            wake(TASK)
        while waiting:
            waiting = _take_in(waiting, timeout=None)
    return begun


def claim(*, now: datetime, limit: int) -> list[Claimed]:
    """Take the turns that are due by moving each monitor's next one. Of two workers only one gets each."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"now": now, "limit": limit})
        # The driver leaves JSON as it is written.
        return [
            Claimed(pk, version, kind, json.loads(params), json.loads(memory), heard_at, seconds, due_at)
            for pk, version, kind, params, memory, heard_at, seconds, due_at in cursor.fetchall()
        ]


def _claim_until(end: float, pool: ThreadPoolExecutor, waiting: set[Future[Found | None]]) -> int:
    begun = 0
    while True:
        room = MOST - len(waiting)
        for claimed in claim(now=timezone.now(), limit=room) if room else []:
            waiting.add(pool.submit(_look, claimed))
            begun += 1
        if stopping.is_set() or monotonic() >= end or not (waiting or _is_due_soon()):
            return begun
        if waiting:
            left = _take_in(waiting, timeout=PAUSE_SECONDS)
            waiting.intersection_update(left)
        else:
            stopping.wait(PAUSE_SECONDS)


def _take_in(waiting: set[Future[Found | None]], *, timeout: float | None) -> set[Future[Found | None]]:
    """Write down what is found by now, at least one unless time is up; return what is still awaited."""
    done, left = wait(waiting, timeout=timeout, return_when=FIRST_COMPLETED)
    if done:
        record_results([found for future in done if (found := future.result()) is not None])
    return left


def _look(claimed: Claimed) -> Found | None:
    began = timezone.now()
    ask = Ask(
        monitor=claimed.pk,
        params=claimed.params,
        seconds=claimed.timeout_seconds,
        networks=settings.MONITOR_NETWORKS,
        now=began,
        heard_at=claimed.heard_at,
        memory=claimed.memory,
    )
    try:
        result = check_of(claimed.kind).look(ask)
    except Exception as error:
        # A fault of ours must not look like silence.
        log.exception("The check of monitor %s failed.", claimed.pk)
        result = down(f"It could not be checked ({type(error).__name__}).")
    finally:
        # Few kinds ask the database, and this thread ends soon.
        connection.close()
    return Found(claimed.pk, claimed.version, claimed.due_at, began, result, claimed.heard_at) if result else None


def _is_due_soon() -> bool:
    first: datetime | None = scalars(_NEXT, [])[0]
    return first is not None and first <= timezone.now() + AHEAD
