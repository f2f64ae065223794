"""Carry changes of settings to the many tickets they reach: a batch at a time, each committed."""

from __future__ import annotations

import logging

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from helpdesk.lib.wake import wake
from tickets.models import Rework, Tag, Ticket
from tickets.operations.assigning import hand_over
from tickets.operations.following_tags import follow_merger
from tickets.selectors import locked

log = logging.getLogger(__name__)

TASK = "tickets.rework"
BATCH = 500
# Tickets change owner one by one, each with an event; their locks are held until the batch is over.
HANDED = 50
# One beat's share: the next goes on.
BATCHES = 40


def work_off() -> int:
    """Do what waits and return how many tickets were reached. Late or doubled beats change nothing."""
    waiting = Rework.objects.filter(finished_at=None).order_by("pk").values_list("pk", flat=True)
    return sum(_work_on(pk) for pk in list(waiting))


def _work_on(pk: int) -> int:
    reached = 0
    for _ in range(BATCHES):
        try:
            done = _next_batch(pk)
        except Exception:
            # Its batch is undone and tried again with the next beat; the others are not held up.
            log.exception("Rework %s could not go on.", pk)
            return reached
        if done is None:
            return reached
        reached += done
    wake(TASK)
    return reached


@transaction.atomic
def _next_batch(pk: int) -> int | None:
    """Do one batch; None when nothing is left of it, or another worker has it. The row's lock is the claim."""
    rows = Rework.objects.filter(pk=pk, finished_at=None)
    row = rows.select_for_update(skip_locked=True, of=("self",)).select_related("by").first()
    if row is None:
        return None
    persons = row.kind == Rework.Kind.HAND_OVER
    done = _hand_over(row) if persons else _move_tag(row)
    if done < (HANDED if persons else BATCH):
        if not persons:
            _forget_tag(row)
        row.finished_at = timezone.now()
    row.tickets += done
    row.save(update_fields=["tickets", "finished_at"])
    return done


def _move_tag(row: Rework) -> int:
    through = Ticket.tags.through.objects
    links = list(through.filter(tag_id=row.subject_id).order_by("pk").values_list("pk", "ticket_id")[:BATCH])
    keys, tickets = [pk for pk, _ in links], [ticket for _, ticket in links]
    if row.target_id:
        carrying = set(through.filter(tag_id=row.target_id, ticket__in=tickets).values_list("ticket_id", flat=True))
        through.bulk_create(
            [Ticket.tags.through(ticket_id=t, tag_id=row.target_id) for t in tickets if t not in carrying],
            ignore_conflicts=True,
        )
    through.filter(pk__in=keys).delete()
    return len(links)


def _forget_tag(row: Rework) -> None:
    # What was tagged since the last batch goes with it; the lock keeps newer ones out.
    tag = Tag.objects.select_for_update(no_key=False).filter(pk=row.subject_id).first()
    while _move_tag(row):
        pass
    into = Tag.objects.filter(pk=row.target_id).first() if row.target_id else None
    if tag and into:
        follow_merger(tag, into)
    Tag.objects.filter(pk=row.subject_id).delete()


def _hand_over(row: Rework) -> int:
    """Give unfinished tickets another owner, or back to their team."""
    to = User.objects.filter(pk=row.target_id, is_active=True).first() if row.target_id else None
    mine = Ticket.objects.unfinished().filter(assignee=row.subject_id).order_by("pk")
    keys = list(mine.values_list("pk", flat=True)[:HANDED])
    for pk in keys:
        ticket = locked(Ticket(pk=pk))
        if ticket.assignee_id == row.subject_id:
            hand_over(ticket, to=to, by=row.by)
    return len(keys)
