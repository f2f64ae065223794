"""The same for many tickets: a job with one row per ticket, so that whatever dies, each is changed exactly once."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Notification, User
from accounts.operations.notifying import notify
from helpdesk.lib.refusal import Refusal
from helpdesk.lib.wake import wake, wake_after_commit
from tickets.errors import TicketError
from tickets.models import BulkItem, BulkJob, Ticket
from tickets.operations.visiting import keep_seen
from tickets.permissions import require_change
from tickets.rules.actions import Acting, ParamsGone, action, check_actions, read_params
from tickets.rules.saying import say_action
from tickets.selectors import locked, reread

log = logging.getLogger(__name__)

TASK = "tickets.work_bulk"
MOST = 5000
# Tickets a worker takes in one go; then others have their turn.
BATCH = 100
# Who waits for fewer is still there to see the end.
WORTH_TELLING = 20
GONE = "You cannot see this ticket any more."
BROKEN = "Something went wrong on our side. Nothing of it was changed."


@transaction.atomic
def start_bulk(
    ticket_ids: Sequence[int], actions: list[dict[str, Any]], *, by: User, key: str, name: str = ""
) -> BulkJob:
    """Note what is to be done to which tickets, and wake a worker. A `key` used before returns its job.

    Whether the person may see and change each ticket is asked when its turn comes. Raises TicketError.
    """
    require_change(by)
    if wrong := check_actions(actions, macro=True):
        raise TicketError(" ".join(wrong))
    if not 0 < len(ticket_ids) <= MOST:
        raise TicketError(f"Choose one to {MOST:,} tickets.")
    name = (name or "; ".join(map(say_action, actions)))[:200]
    job, first = BulkJob.objects.get_or_create(by=by, key=key, defaults={"actions": actions, "name": name})
    if first:
        BulkItem.objects.bulk_create([BulkItem(job=job, ticket_id=pk) for pk in dict.fromkeys(ticket_ids)])
        wake_after_commit(TASK)
    return job


def cancel_bulk(job: BulkJob, *, by: User) -> None:
    """Leave the tickets whose turn has not come as they are. What is done stays done."""
    if BulkJob.objects.filter(pk=job.pk, by=by, finished_at=None).update(cancelled_at=timezone.now()):
        wake(TASK)


def work_bulk() -> int:
    """Work on unfinished jobs, oldest first, and return how many tickets were done. Begins again after a batch."""
    done = 0
    for job in BulkJob.objects.filter(finished_at=None).select_related("by").order_by("pk"):
        while done < BATCH and _next(job):
            done += 1
        if done >= BATCH:
            wake(TASK)
            break
        _finish(job)
    return done


@transaction.atomic
def _next(job: BulkJob) -> bool:
    """Do the next ticket that nobody has in hand; False when there is none, or the job was cancelled."""
    waiting = BulkItem.objects.filter(job=job, state=BulkItem.State.PENDING, job__cancelled_at=None)
    item = waiting.select_for_update(skip_locked=True, of=("self",)).order_by("pk").first()
    if item is None:
        return False
    # In a savepoint: a refusal undoes all of this ticket, and its row still tells why.
    try:
        with transaction.atomic():
            changed = _act(job, item)
        item.state = BulkItem.State.CHANGED if changed else BulkItem.State.UNCHANGED
    except (Refusal, ParamsGone) as refusal:
        item.state, item.reason = BulkItem.State.REFUSED, str(refusal)[:300]
    except Exception:
        log.exception("Job %s could not do ticket %s.", job.pk, item.ticket_id)
        item.state, item.reason = BulkItem.State.REFUSED, BROKEN
    item.save(update_fields=["state", "reason"])
    return True


def _act(job: BulkJob, item: BulkItem) -> bool:
    """Do all the actions to one ticket, through their own operations; tell whether anything changed."""
    # Read anew: their rights may have changed since the job was started.
    by = User.objects.get(pk=job.by_id)
    ticket = Ticket.objects.visible_to(by).filter(pk=item.ticket_id).first()
    if ticket is None:
        raise TicketError(GONE)
    require_change(by)
    ticket = locked(ticket)
    acting = Acting(by, f"bulk:{job.pk}", timezone.now())
    changed, before = False, ticket.seq
    for wanted in job.actions:
        module, params = action(wanted["action"]), read_params(wanted["action"], wanted.get("params", {}))
        if module.would(ticket, params, acting):
            module.apply(ticket, params, acting)
            reread(ticket)
            changed = True
    if changed:
        keep_seen(ticket, by=by, seen=before)
    return changed


@transaction.atomic
def _finish(job: BulkJob) -> None:
    """End a job nothing is left of; one whose last tickets another worker has in hand is ended by that one."""
    left = BulkItem.objects.filter(job=job, state=BulkItem.State.PENDING)
    cancelled = BulkJob.objects.filter(pk=job.pk, cancelled_at__isnull=False).exists()
    if left.exists() and not cancelled:
        return
    if not BulkJob.objects.filter(pk=job.pk, finished_at=None).update(finished_at=timezone.now()):
        return
    if BulkItem.objects.filter(job=job).count() >= WORTH_TELLING:
        notify(
            job.by,
            Notification.Kind.FINISHED,
            key=f"bulk:{job.pk}",
            text=f"{job.name}: finished",
            path=f"/agent/bulk/{job.pk}/",
        )
