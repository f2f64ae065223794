"""What the clock does with tickets. Each task may run late or twice and changes nothing then."""

from __future__ import annotations

from celery import shared_task

from helpdesk.lib.advisory import Lock, slot
from helpdesk.lib.wake import awake
from tickets.assignment.following import TASK
from tickets.operations import (
    bulk,
    closing,
    distributing,
    forgetting,
    indexing,
    posting,
    reworking,
    snoozing,
    telling,
    tidying,
    timekeeping,
    timing,
)
from tickets.rules import stopping
from tickets.sla import disabling


@shared_task(name="tickets.close_resolved")
def close_resolved() -> None:
    closing.close_resolved()
    closing.move_on()


@shared_task(name="tickets.remove_abandoned_uploads")
def remove_abandoned_uploads() -> None:
    tidying.remove_abandoned_uploads()
    tidying.remove_orphaned_files()


@shared_task(name="tickets.keep_time")
def keep_time() -> None:
    timekeeping.sweep_clocks()


@shared_task(name="tickets.renew_promises")
def renew_promises() -> None:
    # A task of its own: a changed policy may concern many tickets, and no breach is told later for that.
    with slot(Lock.PROMISES, 1) as free:
        if free:
            timekeeping.renew_promises()


@shared_task(name="tickets.wake_snoozed")
def wake_snoozed() -> None:
    snoozing.wake_due()


@shared_task(name=TASK)
def hand_out() -> None:
    awake(TASK)
    distributing.hand_out()


@shared_task(name="tickets.return_waiting")
def return_waiting() -> None:
    distributing.return_waiting()


@shared_task(name="tickets.index_messages")
def index_messages() -> None:
    indexing.index_messages()


@shared_task(name=reworking.TASK)
def rework() -> None:
    awake(reworking.TASK)
    reworking.work_off()


@shared_task(name="tickets.run_timed_rules")
def run_timed_rules() -> None:
    timing.plan_rules()
    timing.sweep_timers()


@shared_task(name="tickets.check_rules")
def check_rules() -> None:
    stopping.stop_broken_rules()
    disabling.disable_broken_policies()


@shared_task(name="tickets.forget_runs")
def forget_runs() -> None:
    timing.forget_runs()


@shared_task(name="tickets.forget_bulk_jobs")
def forget_bulk_jobs() -> None:
    forgetting.forget_bulk_jobs()


@shared_task(name=telling.TASK)
def deliver_webhooks() -> None:
    awake(telling.TASK)
    posting.deliver_webhooks()


@shared_task(name=bulk.TASK)
def work_bulk() -> None:
    awake(bulk.TASK)
    bulk.work_bulk()
