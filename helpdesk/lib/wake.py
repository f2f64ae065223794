"""Tell a worker that rows are waiting. Only a hint: the beat's sweep finds rows nobody was told of.

Tasks take no ids: each reads whatever is due. So one wake-up serves a thousand rows, and a flood of
mail costs the broker a few messages, not one per mail.
"""

from __future__ import annotations

import logging
from functools import partial

from celery import current_app
from django.core.cache import cache
from django.db import transaction

log = logging.getLogger(__name__)

# A worker clears its mark before it looks. This is only how long a lost wake-up can silence the next.
_MARK_SECONDS = 2


def wake(task: str) -> None:
    """Enqueue a task unless it is on its way already; a broker that is away costs a delay, never a row."""
    try:
        if cache.add(_mark(task), 1, _MARK_SECONDS):
            current_app.send_task(task, ignore_result=True)
    except Exception as error:  # the broker's client raises many kinds
        log.warning("Could not wake %s (%s); the sweep will find its rows.", task, type(error).__name__)


def wake_later(task: str, *, seconds: int) -> None:
    """Enqueue a task that begins in some seconds. Lost with its worker, like any wake-up; the sweep comes by anyway."""
    try:
        current_app.send_task(task, countdown=seconds, ignore_result=True)
    except Exception as error:  # as above
        log.warning("Could not wake %s (%s); the sweep will find its rows.", task, type(error).__name__)


def wake_after_commit(task: str) -> None:
    """Wake once the surrounding transaction has committed, however often it asks."""
    call = partial(wake, task)
    for _savepoints, waiting, _robust in reversed(transaction.get_connection().run_on_commit):
        # Django drops it together with its savepoint, so one that is found outlives at least the one we are in.
        if isinstance(waiting, partial) and (waiting.func, waiting.args) == (call.func, call.args):
            return
    transaction.on_commit(call)


def awake(task: str) -> None:
    """Say that a worker begins to look now: rows written from here on need another wake-up."""
    try:
        cache.delete(_mark(task))
    except Exception as error:
        log.warning("Could not clear the mark of %s (%s).", task, type(error).__name__)


def _mark(task: str) -> str:
    return f"wake:{task}"
