"""Tell the customers of an incident's tickets an update: one row for each ticket, so that each hears of it once."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import OperationalError, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notification, User
from accounts.operations.notifying import notify
from helpdesk.lib.refusal import Refusal
from helpdesk.lib.wake import wake, wake_after_commit
from knowledgebase.models import IncidentUpdate
from tickets.errors import EmptyMessage, TicketError
from tickets.models import IncidentAnswer, IncidentAnswering, IncidentTicket, Ticket, TicketMerge
from tickets.models.kinds import Category
from tickets.permissions import require_change
from tickets.querysets import TicketQuerySet

log = logging.getLogger(__name__)

TASK = "channels_inbox.answer_incidents"
# Tickets a worker answers in one go; then others have their turn.
BATCH = 50
GONE = "Whoever sent this cannot see the ticket."
OTHER = "It is not caused by the incident any more."
BROKEN = "Something went wrong on our side. Nothing was sent."
LONGEST = 10_000

Reply = Callable[[IncidentAnswering, Ticket], None]


@transaction.atomic
def answer_linked(update: IncidentUpdate, *, text: str, resolves: bool, by: User) -> IncidentAnswering:
    """Queue an answer for each ticket the incident causes, of those `by` may see, and wake a worker.

    Done again for the same update, only tickets that have no answer yet are answered, with the words of the first
    time: linked since, refused before, or out of sight of whoever pressed then. Raises EmptyMessage, NotAllowed, and
    TicketError while the incident is a draft.
    """
    require_change(by)
    text = text.replace("\0", "").strip()[:LONGEST]
    if not text:
        raise EmptyMessage
    if update.incident.published_at is None:
        raise TicketError("Publish the incident first: customers would hear of something nobody else can read.")
    answering = queue_answers(update, unanswered(update, by), text=text, resolves=resolves, by=by)
    wake_after_commit(TASK)
    return answering


def queue_answers(
    update: IncidentUpdate, tickets: TicketQuerySet, *, text: str, resolves: bool, by: User, told: User | None = None
) -> IncidentAnswering:
    """Write a row for each of these tickets; `told` is who hears when all are answered, `by` unless said.

    In the caller's transaction.
    """
    answering, _ = IncidentAnswering.objects.get_or_create(
        update=update, defaults={"text": text, "resolves": resolves, "by": told or by}
    )
    # One at a time, so that a doubled press finds the rows of the first.
    answering = IncidentAnswering.objects.select_for_update(no_key=True, of=("self",)).get(pk=answering.pk)
    new = list(tickets.order_by("pk").values_list("pk", flat=True))
    answering.answers.filter(ticket__in=new).update(state=IncidentAnswer.State.PENDING, reason="", by=by)
    known = set(answering.answers.filter(ticket__in=new).values_list("ticket_id", flat=True))
    IncidentAnswer.objects.bulk_create(
        [IncidentAnswer(answering=answering, ticket_id=pk, by=by) for pk in new if pk not in known]
    )
    if new:
        answering.by, answering.finished_at = told or by, None
        answering.save(update_fields=["by", "finished_at"])
    return answering


def unanswered(update: IncidentUpdate, user: User) -> TicketQuerySet:
    """Return the tickets an update is still to be told in, of those somebody may see."""
    answers = IncidentAnswer.objects.filter(answering__update=update).exclude(state=IncidentAnswer.State.REFUSED)
    return concerned(update, user).exclude(pk__in=answers.values("ticket"))


def concerned(update: IncidentUpdate, user: User) -> TicketQuerySet:
    """Return the tickets an update's incident causes; what was merged counts as the ticket it became."""
    # Whoever was told before their ticket was merged is not told again.
    told = IncidentAnswer.objects.filter(answering__update=update, state=IncidentAnswer.State.SENT)
    return linked(update.incident_id, user, told=told)


def linked(incident: int, user: User, *, told: QuerySet[IncidentAnswer] | None = None) -> TicketQuerySet:
    """Return the tickets an incident causes that somebody may see; what was merged counts as the ticket it became.

    Unless it is among `told`.
    """
    caused = IncidentTicket.objects.filter(incident=incident, state=IncidentTicket.State.CAUSED)
    merged = TicketMerge.objects.filter(source__in=caused.values("ticket"), undone_at=None)
    if told is not None:
        merged = merged.exclude(source__in=told.values("ticket"))
    became = merged.values("into")
    meant = Ticket.objects.visible_to(user).filter(Q(pk__in=caused.values("ticket")) | Q(pk__in=became))
    return meant.exclude(category__in=[Category.SPAM, Category.MERGED])


def work_answers(reply: Reply) -> int:
    """Answer tickets that wait for it, each by `reply`; return how many. Begins again after a batch."""
    done = 0
    for answering in IncidentAnswering.objects.filter(finished_at=None).order_by("pk"):
        last = 0
        while done < BATCH and (last := _next(answering, reply, after=last)):
            done += 1
        if done >= BATCH:
            wake(TASK)
            break
        _finish(answering)
    return done


@transaction.atomic
def _next(answering: IncidentAnswering, reply: Reply, *, after: int) -> int:
    """Answer the next ticket that nobody has in hand and return its row; 0 when there is none."""
    waiting = answering.answers.filter(state=IncidentAnswer.State.PENDING, pk__gt=after)
    answer = waiting.select_for_update(skip_locked=True, of=("self",)).order_by("pk").first()
    if answer is None:
        return 0
    # In a savepoint: a refusal undoes all of this ticket, and its row still tells why.
    try:
        with transaction.atomic():
            _reply(answering, answer, reply)
        answer.state = IncidentAnswer.State.SENT
    except Refusal as refusal:
        answer.state, answer.reason = IncidentAnswer.State.REFUSED, str(refusal)[:300]
    except OperationalError as error:
        # A deadlock, or a statement that took too long: it stays as it is for the next round.
        log.warning("Ticket %s is answered later (%s).", answer.ticket_id, type(error).__name__)
        return answer.pk
    except Exception:
        log.exception("Update %s could not be told in ticket %s.", answering.update_id, answer.ticket_id)
        answer.state, answer.reason = IncidentAnswer.State.REFUSED, BROKEN
    answer.save(update_fields=["state", "reason"])
    return answer.pk


def _reply(answering: IncidentAnswering, answer: IncidentAnswer, reply: Reply) -> None:
    # Read anew: their rights may have changed since.
    by = User.objects.get(pk=answer.by_id or answering.by_id)
    ticket = Ticket.objects.visible_to(by).filter(pk=answer.ticket_id).first()
    if ticket is None:
        raise TicketError(GONE)
    if not concerned(answering.update, by).filter(pk=ticket.pk).exists():
        raise TicketError(OTHER)
    answering.by = by
    reply(answering, ticket)


@transaction.atomic
def _finish(answering: IncidentAnswering) -> None:
    """End what nothing is left of; what another worker has in hand is ended by that one."""
    held = IncidentAnswering.objects.select_for_update(no_key=True, of=("self",)).filter(finished_at=None)
    found = held.filter(pk=answering.pk).first()
    if found is None:
        return
    if answering.answers.filter(state=IncidentAnswer.State.PENDING).exists():
        return
    now = timezone.now()
    IncidentAnswering.objects.filter(pk=answering.pk).update(finished_at=now)
    by = found.by
    seen = answering.answers.filter(ticket__in=Ticket.objects.visible_to(by).values("pk"))
    refused = seen.filter(state=IncidentAnswer.State.REFUSED).count()
    notify(
        by,
        Notification.Kind.FINISHED,
        key=f"incident-answers:{answering.pk}:{now.timestamp():.0f}",
        text=f"The customers of an incident were answered{f', {refused} could not be' if refused else ''}",
        path=reverse("agent_incident_tickets", args=[answering.update.incident_id]),
    )
