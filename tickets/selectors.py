"""Small reads several operations and pages share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Notification, User
from helpdesk.lib.questions import Given, Question
from helpdesk.lib.rows import scalars
from tickets.models import Status, Ticket, TicketMerge
from tickets.models.kinds import TALKS, Category, ChannelKind

_FOR_WORK = Ticket.objects.select_related("status", "requester", "assignee", "team")
_WHOLE = Question(lambda: _FOR_WORK.filter(pk=Given("pk")))
_SOURCES = "SELECT source_id FROM tickets_ticketmerge WHERE into_id = %s AND undone_at IS NULL"
_LOCK = "SELECT id FROM tickets_ticket WHERE id = %s FOR NO KEY UPDATE"
_LOCK_WITH_A_WAY_BACK = "SAVEPOINT before_lock; SELECT category FROM tickets_ticket WHERE id = %s FOR NO KEY UPDATE"


def default_statuses() -> QuerySet[Status]:
    """Return the statuses in use, of each category the one the machine uses first."""
    return Status.objects.in_use().order_by("-is_default", "position", "pk")


_DEFAULT = Question(lambda: default_statuses().filter(category=Given("category"))[:1])


def default_status(category: Category) -> Status:
    """Return the status the machine uses for a category."""
    found = _DEFAULT.one(category=category.value)
    if found is None:
        raise Status.DoesNotExist(f"No status has the category {category}. Add one in the settings.")
    return found


def reply_channel(ticket: Ticket) -> str:
    """Return the channel of a reply whose writer chose none: what began in a chat or a messenger goes on there."""
    return ticket.channel if ticket.channel in TALKS else ChannelKind.EMAIL.value


def locked_together(one: Ticket, other: Ticket) -> tuple[Ticket, Ticket]:
    """Re-read two tickets under their locks, taken in the order of their ids so that two such never wait in a ring."""
    rows = {pk: locked(Ticket(pk=pk)) for pk in sorted({one.pk, other.pk})}
    return rows[one.pk], rows[other.pk]


_held: ContextVar[Ticket | None] = ContextVar("tickets_held", default=None)


@contextmanager
def holding(ticket: Ticket) -> Iterator[None]:
    """Let operations inside work on this very object, for a caller that holds its lock and has stored what it changed.

    Several in a row then neither lock nor read it again. After one that was undone the caller has to `reread` it.
    """
    token = _held.set(ticket)
    try:
        yield
    finally:
        _held.reset(token)


def locked(ticket: Ticket) -> Ticket:
    """Re-read a ticket under its row lock. Every operation starts here and locks nothing before it.

    FOR NO KEY UPDATE: rows that merely point at the ticket (visits, drafts) may be written meanwhile.
    Two statements, because a joined read that had to wait for the lock compares the new row with the
    old status it joined before, finds no match, and returns nothing (PostgreSQL, "EvalPlanQual").
    """
    held = _held.get()
    if held is not None and held.pk == ticket.pk:
        return held
    scalars(_LOCK, [ticket.pk])
    return _whole(ticket.pk)


def _whole(pk: int) -> Ticket:
    found = _WHOLE.one(pk=pk)
    if found is None:
        raise Ticket.DoesNotExist(f"There is no ticket {pk}.")
    return found


def reread(ticket: Ticket) -> None:
    """Read a ticket anew into the same object, with the rows `locked` brings: whoever holds it sees the change."""
    ticket.refresh_from_db(from_queryset=_FOR_WORK)


def surviving(ticket: Ticket) -> Ticket:
    """Return the ticket this one can be read in now: itself, without asking, unless it was merged."""
    edge = merge_of(ticket)
    return edge.into if edge else ticket


def locked_surviving(ticket: Ticket) -> Ticket:
    """Re-read under its lock the ticket this one can be read in now: what comes late goes on there."""
    held = _held.get()
    if held is not None and held.pk == ticket.pk and held.category != Category.MERGED:
        return held
    while True:
        home = surviving(ticket)
        # With the way back in the same round trip: every mail comes by here, and hardly one goes it.
        (category,) = scalars(_LOCK_WITH_A_WAY_BACK, [home.pk])
        if category != Category.MERGED or home.category == Category.MERGED:
            return _whole(home.pk)
        # Merged a moment ago. This lock goes before the next is waited for: those who merge and undo take theirs in
        # the order of the ids, and might wait for us while we wait for them.
        scalars("ROLLBACK TO SAVEPOINT before_lock; SELECT 1", [])
        ticket = Ticket(pk=home.pk, category=category)


def merge_of(ticket: Ticket) -> TicketMerge | None:
    """Return the edge that leads away from a merged ticket; None, without asking, for all others."""
    if ticket.category != Category.MERGED:
        return None
    edges = TicketMerge.objects.filter(source=ticket, undone_at=None)
    return edges.select_related("into__requester", "into__status").first()


def sources_of(ticket: Ticket) -> list[int]:
    """Return the ids of the tickets whose messages are read in this one."""
    return scalars(_SOURCES, [ticket.pk])


def name_others(events: Sequence[Any], user: Any) -> Sequence[Any]:
    """Give events the number of the `other` ticket they speak of, for those who may know of it.

    What a ticket follows up is taken from those who may not. Asks nothing when they speak of none.
    """
    ids = {event.particulars["other"] for event in events if event.particulars.get("other")}
    follow_ups = [] if user.sees_all else [event for event in events if event.particulars.get("follow_up_of")]
    followed = {event.particulars["follow_up_of"] for event in follow_ups}
    meant = Ticket.objects.visible_to(user).filter(Q(pk__in=ids) | Q(number__in=followed))
    numbers = dict(meant.values_list("pk", "number")) if ids or followed else {}
    for event in events:
        event.other = numbers.get(event.particulars.get("other"))
    for event in follow_ups:
        if event.particulars["follow_up_of"] not in numbers.values():
            event.particulars = {**event.particulars, "follow_up_of": None}
    return events


def notifications_of(user: User) -> QuerySet[Notification]:
    """Return what somebody was told; what is about tickets out of their sight is as good as none."""
    seen = Ticket.objects.visible_to(user).filter(number=OuterRef("ticket_number"))
    return Notification.objects.filter(user=user).filter(Q(ticket_number=None) | Exists(seen))
