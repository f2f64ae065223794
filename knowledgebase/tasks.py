"""What the clock does with articles. Each task may run late or twice and changes nothing then."""

from __future__ import annotations

from celery import shared_task

from knowledgebase.operations import visits
from knowledgebase.operations.publishing import publish_due


@shared_task(name="knowledgebase.publish_due")
def publish_what_is_due() -> None:
    publish_due()


@shared_task(name="knowledgebase.forget_visits")
def forget_visits() -> None:
    visits.forget_visits()
