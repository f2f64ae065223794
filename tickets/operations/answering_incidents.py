"""Tell the customers of an incident's tickets an update: one row for each ticket, so that each hears of it once."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notification, User
from accounts.operations.notifying import notify
from helpdesk.lib.refusal import Refusal
from helpdesk.lib.wake import wake, wake_after_commit
from knowledgebase.models import IncidentUpdate
from tickets.errors import EmptyMessage, TicketError
from tickets.models import IncidentAnswer, IncidentAnswering, IncidentTicket, Ticket
from tickets.models.kinds import Category
from tickets.permissions import require_change

log = logging.getLogger(__name__)

TASK = "channels_inbox.answer_incidents"
# Tickets a worker answers in one go; then others have their turn.
BATCH = 50
GONE = "Whoever sent this cannot see the ticket."
BROKEN = "Something went wrong on our side. Nothing was sent."
LONGEST = 10_000

Reply = Callable[[IncidentAnswering, Ticket], None]


@transaction.atomic
def answer_linked(update: IncidentUpdate, *, text: str, resolves: bool, by: User) -> IncidentAnswering:
    """Queue an answer for each ticket the incident causes and wake a worker.

    Done again for the same update, only tickets linked since are answered, with the words of the first time. Raises
    EmptyMessage, NotAllowed, and TicketError while the incident is a draft.
    """
    require_change(by)
    text = text.replace("\0", "").strip()[:LONGEST]
    if not text:
        raise EmptyMessage
    if update.incident.published_at is None:
        raise TicketError("Publish the incident first: customers would hear of something nobody else can read.")
    answering, _ = IncidentAnswering.objects.get_or_create(
        update=update, defaults={"text": text, "resolves": resolves, "by": by}
    )
    # One at a time, so that a doubled press finds the rows of the first.
    answering = IncidentAnswering.objects.select_for_update(no_key=True, of=("self",)).get(pk=answering.pk)
    caused = IncidentTicket.objects.filter(incident=update.incident_id, state=IncidentTicket.State.CAUSED)
    meant = caused.exclude(ticket__category__in=[Category.SPAM, Category.MERGED]).order_by("ticket")
    known = set(answering.answers.values_list("ticket_id", flat=True))
    new = [pk for pk in meant.values_list("ticket_id", flat=True) if pk not in known]
    IncidentAnswer.objects.bulk_create([IncidentAnswer(answering=answering, ticket_id=pk) for pk in new])
    if new and answering.finished_at is not None:
        IncidentAnswering.objects.filter(pk=answering.pk).update(finished_at=None)
        answering.finished_at = None
    wake_after_commit(TASK)
    return answering


def work_answers(reply: Reply) -> int:
    """Answer tickets that wait for it, each by `reply`; return how many. Begins again after a batch."""
    done = 0
    for answering in IncidentAnswering.objects.filter(finished_at=None).order_by("pk"):
        while done < BATCH and _next(answering, reply):
            done += 1
        if done >= BATCH:
            wake(TASK)
            break
        _finish(answering)
    return done


@transaction.atomic
def _next(answering: IncidentAnswering, reply: Reply) -> bool:
    """Answer the next ticket that nobody has in hand; False when there is none."""
    waiting = answering.answers.filter(state=IncidentAnswer.State.PENDING)
    answer = waiting.select_for_update(skip_locked=True, of=("self",)).order_by("pk").first()
    if answer is None:
        return False
    # In a savepoint: a refusal undoes all of this ticket, and its row still tells why.
    try:
        with transaction.atomic():
            _reply(answering, answer, reply)
        answer.state = IncidentAnswer.State.SENT
    except Refusal as refusal:
        answer.state, answer.reason = IncidentAnswer.State.REFUSED, str(refusal)[:300]
    except Exception:
        log.exception("Update %s could not be told in ticket %s.", answering.update_id, answer.ticket_id)
        answer.state, answer.reason = IncidentAnswer.State.REFUSED, BROKEN
    answer.save(update_fields=["state", "reason"])
    return True


def _reply(answering: IncidentAnswering, answer: IncidentAnswer, reply: Reply) -> None:
    # Read anew: their rights may have changed since.
    by = User.objects.get(pk=answering.by_id)
    ticket = Ticket.objects.visible_to(by).filter(pk=answer.ticket_id).first()
    if ticket is None:
        raise TicketError(GONE)
    answering.by = by
    reply(answering, ticket)


@transaction.atomic
def _finish(answering: IncidentAnswering) -> None:
    """End what nothing is left of; what another worker has in hand is ended by that one."""
    held = IncidentAnswering.objects.select_for_update(no_key=True, of=("self",)).filter(finished_at=None)
    if not held.filter(pk=answering.pk).exists():
        return
    if answering.answers.filter(state=IncidentAnswer.State.PENDING).exists():
        return
    IncidentAnswering.objects.filter(pk=answering.pk).update(finished_at=timezone.now())
    refused = answering.answers.filter(state=IncidentAnswer.State.REFUSED).count()
    notify(
        answering.by,
        Notification.Kind.FINISHED,
        key=f"incident-answers:{answering.pk}:{answering.answers.count()}",
        text=f"The customers of an incident were answered{f', {refused} could not be' if refused else ''}",
        path=reverse("agent_incident_tickets", args=[answering.update.incident_id]),
    )
