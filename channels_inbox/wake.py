"""Tell a worker that a row is waiting. Only a hint: the beat's sweep finds rows nobody was told of."""

from __future__ import annotations

import logging

from celery import current_app

log = logging.getLogger(__name__)


def wake(task: str, pk: int) -> None:
    """Enqueue a task by name with a row's id; a broker that is away costs a delay, never the row."""
    try:
        current_app.send_task(task, args=[pk], ignore_result=True)
    except Exception as error:  # the broker's client raises many kinds
        log.warning("Could not wake %s for %s (%s); the sweep will find it.", task, pk, type(error).__name__)
