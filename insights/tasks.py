from __future__ import annotations

from celery import shared_task

from insights.operations import gathering


@shared_task(name="insights.gather")
def gather() -> None:
    gathering.gather()
