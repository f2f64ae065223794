"""Wake-ups: the rows say what is due."""

from __future__ import annotations

from celery import shared_task

from community.operations.trusting import look_at_levels


@shared_task(name="community.look_at_levels")
def wake_levels() -> None:
    look_at_levels()
