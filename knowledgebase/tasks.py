"""What the clock does with articles and the status page. Each task may run late or twice and changes nothing then."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from celery.signals import worker_shutting_down

from helpdesk.lib.wake import awake
from knowledgebase import ongoing
from knowledgebase.announcements.current import keep_current
from knowledgebase.operations import announcing, posting_updates, subscribing, summing_checks, visits, watching
from knowledgebase.operations.incident_clock import advance_due
from knowledgebase.operations.publishing import publish_due
from knowledgebase.operations.telling_subscribers import POST_TASK
from knowledgebase.portal.status.copying import copy_page


@shared_task(name="knowledgebase.publish_due")
def publish_what_is_due() -> None:
    publish_due()


@shared_task(name="knowledgebase.forget_visits")
def forget_visits() -> None:
    visits.forget_visits()
    announcing.forget_readers()


@shared_task(name="knowledgebase.advance_incidents")
def advance_incidents() -> None:
    advance_due()


@shared_task(name="knowledgebase.copy_status_page")
def copy_status_page() -> None:
    awake("knowledgebase.copy_status_page")
    copy_page()


@shared_task(name="knowledgebase.watch_monitors")
def watch_monitors() -> None:
    awake(watching.TASK)
    watching.watch()


@worker_shutting_down.connect
def end_the_round(**_: Any) -> None:
    watching.stopping.set()


@shared_task(name="knowledgebase.sum_up_checks")
def sum_up_checks() -> None:
    summing_checks.sum_up_checks()


@shared_task(name=POST_TASK)
def post_status_updates() -> None:
    awake(POST_TASK)
    posting_updates.post_updates()


@shared_task(name="knowledgebase.forget_subscribers")
def forget_subscribers() -> None:
    subscribing.forget_unconfirmed()


@shared_task(name="knowledgebase.keep_ongoing")
def keep_ongoing() -> None:
    ongoing.keep_ongoing()
    keep_current()
