"""Wake-ups: the rows say what is due."""

from __future__ import annotations

from celery import shared_task

from community.operations import reaching, reading_notices
from community.operations.awaiting import tell_of_unanswered
from community.operations.filing import forget_unposted
from community.operations.taking_in import TASK, take_in_waiting
from community.operations.trusting import look_at_levels
from helpdesk.lib.wake import awake


@shared_task(name="community.look_at_levels")
def wake_levels() -> None:
    look_at_levels()


@shared_task(name="community.forget_unposted")
def wake_unposted() -> None:
    forget_unposted()


@shared_task(name="community.tell_of_unanswered")
def wake_unanswered() -> None:
    tell_of_unanswered()


@shared_task(name=TASK)
def wake_imports() -> None:
    awake(TASK)
    take_in_waiting()


@shared_task(name="community.write_digests")
def write_digests() -> None:
    reaching.write_digests()


@shared_task(name="community.forget_notices")
def forget_notices() -> None:
    reading_notices.forget_notices()
