"""What the clock does with articles and the status page. Each task may run late or twice and changes nothing then."""

from __future__ import annotations

from celery import shared_task

from helpdesk.lib.wake import awake
from knowledgebase.operations import visits
from knowledgebase.operations.incident_clock import advance_due
from knowledgebase.operations.publishing import publish_due
from knowledgebase.portal.status.copying import copy_page


@shared_task(name="knowledgebase.publish_due")
def publish_what_is_due() -> None:
    publish_due()


@shared_task(name="knowledgebase.forget_visits")
def forget_visits() -> None:
    visits.forget_visits()


@shared_task(name="knowledgebase.advance_incidents")
def advance_incidents() -> None:
    advance_due()


@shared_task(name="knowledgebase.copy_status_page")
def copy_status_page() -> None:
    awake("knowledgebase.copy_status_page")
    copy_page()
