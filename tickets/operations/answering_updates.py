"""Answer an incident's customers with its updates as they are told: those somebody asked for, and those who asked."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from helpdesk.lib.wake import wake_after_commit
from knowledgebase.models import Incident, IncidentUpdate, Visibility
from tickets.errors import TicketError
from tickets.models import AnsweredIncident, IncidentTicket, Ticket, TicketMerge
from tickets.operations.answering_incidents import LONGEST, TASK, queue_answers, unanswered
from tickets.permissions import require_change


@transaction.atomic
def answer_each_update(incident: Incident, wanted: bool, *, by: User) -> bool:
    """Answer its customers with each update to come, or no more; True when that is news. Raises NotAllowed."""
    require_change(by)
    if incident.is_maintenance:
        raise TicketError("Planned work causes no tickets to answer.")
    if wanted and incident.visibility != Visibility.PUBLIC:
        raise TicketError("Only what everybody may read is told by itself. Answer by hand instead.")
    if not wanted:
        return bool(AnsweredIncident.objects.filter(incident=incident).delete()[0])
    _, new = AnsweredIncident.objects.get_or_create(incident=incident, defaults={"by": by})
    return new


def answer_with(incident: Incident, update: IncidentUpdate) -> int:
    """Queue the answers that go out with an update; return how many. In the transaction that tells it.

    With every update, where somebody asked for that, those they or its writer may see. When it is over, in any case
    whoever asked to be told: in the name of its writer, or else of an administrator. What not everybody may read goes
    to nobody by itself.
    """
    over = update.status == Incident.Status.RESOLVED
    if (
        incident.visibility != Visibility.PUBLIC
        or incident.is_maintenance
        or incident.backfilled
        or not _links(incident).exists()
    ):
        return 0
    asked = AnsweredIncident.objects.filter(incident=incident).select_related("by").first()
    first = _able([update.by, asked.by if asked else None])
    others = _able([incident.created_by, *_administrators()])
    queued = 0
    if asked is not None and not update.silent:
        # Whoever asked for it may have left since.
        queued += _queue(incident, update, first or others)
    if over:
        queued += _queue(incident, update, [*first, *others], only=_who_asked(incident))
    if queued:
        wake_after_commit(TASK)
    return queued


def _queue(
    incident: Incident, update: IncidentUpdate, writers: list[User], *, only: QuerySet[Ticket] | None = None
) -> int:
    """Queue answers to its tickets, or to some, each in the name of the first of these people who may see it."""
    over = update.status == Incident.Status.RESOLVED
    text = update.text[:LONGEST] or (f"“{incident.title}” is resolved." if over else "")
    if not text:
        return 0
    queued, told = 0, None
    for by in dict.fromkeys(writers):
        told = told or by
        waiting = unanswered(update, by)
        if only is not None:
            waiting = waiting.filter(pk__in=only.values("pk"))
        if new := waiting.count():
            queue_answers(update, waiting, text=text, resolves=over, by=by, told=told)
            queued += new
    return queued


def _able(people: list[User | None]) -> list[User]:
    """Return who of them may write to customers."""
    return [one for one in people if one is not None and one.is_active and one.can_answer]


def _administrators() -> QuerySet[User]:
    """Return one who sees every ticket."""
    return User.objects.filter(role=User.Role.ADMIN, is_active=True).order_by("pk")[:1]


def _links(incident: Incident) -> QuerySet[IncidentTicket]:
    return IncidentTicket.objects.filter(incident=incident, state=IncidentTicket.State.CAUSED)


def _who_asked(incident: Incident) -> QuerySet[Ticket]:
    """Return the tickets of “Tell me when it is fixed”, or what they were merged into."""
    own = _links(incident).filter(source=IncidentTicket.Source.CUSTOMER).values("ticket")
    became = TicketMerge.objects.filter(source__in=own, undone_at=None).values("into")
    return Ticket.objects.filter(Q(pk__in=own) | Q(pk__in=became))
