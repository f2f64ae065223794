"""Make a ticket part of another, and take that back. Only an edge is written; messages stay where they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts.models import User
from tickets.errors import TicketError
from tickets.events import Actor, record
from tickets.models import Draft, Message, Participant, Snooze, Status, Ticket, TicketMerge
from tickets.models.kinds import FINISHED, Category
from tickets.operations.copying import copy_message
from tickets.operations.progress import move_to
from tickets.operations.snoozing import fall_asleep, wake
from tickets.permissions import require_change
from tickets.selectors import default_status, locked_together
from tickets.waiting import recount

_KEPT = ("resolved_at", "closed_at", "waiting_since", "next_status_at", "snoozed_until")


class CannotMerge(TicketError):
    """These two cannot become one, or no longer; the text says why."""

    status = 409


@transaction.atomic
def merge_tickets(source: Ticket, *, into: Ticket, by: Actor) -> TicketMerge:
    """Make `source` part of `into`: its messages are read there, and its late mail goes there.

    The source keeps its number and everything in it. Its requester and copies get copies from now on; its clocks
    are cancelled, those of `into` run on. Raises CannotMerge, NotAllowed.
    """
    require_change(by)
    if source.pk == into.pk:
        raise CannotMerge("A ticket cannot be merged into itself.")
    source, into = locked_together(source, into)
    if source.category == Category.MERGED:
        raise CannotMerge("It has been merged already.")
    if into.category in FINISHED and into.category != Category.RESOLVED:
        raise CannotMerge(f"The other ticket is {into.get_category_display().lower()}, so nothing can be added to it.")
    before: dict[str, Any] = {name: _text(getattr(source, name)) for name in _KEPT}
    before |= {"status": source.status_id, "participants": _bring_along(source, into), "drafts": _hand_on(source, into)}
    now = timezone.now()
    edge = TicketMerge.objects.create(
        source=source, target=into, into=into, by=by if isinstance(by, User) else None, merged_at=now, before=before
    )
    TicketMerge.objects.filter(into=source, undone_at=None).update(into=into)
    wake(source, Snooze.Cause.FINISHED, by=by)
    status = default_status(Category.MERGED)
    over = {"resolved_at": source.resolved_at or now, "closed_at": now, "waiting_since": None, "next_status_at": None}
    _become(source, status, **over)
    record(source, "merged", by=by, other=into.pk, merge=edge.pk)
    record(into, "absorbed", by=by, other=source.pk, merge=edge.pk)
    return edge


@transaction.atomic
def undo_merge(edge: TicketMerge, *, by: Actor, taking: Sequence[Message] = ()) -> Ticket:
    """Take a merge back and return the source as it was before. What was written since stays in the target.

    Except `taking`: messages of customers and notes written into the target since, which the source gets.
    Raises CannotMerge when somebody took it back before.
    """
    require_change(by)
    source, target = locked_together(edge.source, edge.target)
    still = TicketMerge.objects.filter(pk=edge.pk, undone_at=None)
    if not still.update(undone_at=timezone.now(), undone_by=by if isinstance(by, User) else None):
        raise CannotMerge("Somebody has taken this merge back already.")
    edge.refresh_from_db(fields=["before"])
    before = edge.before
    _take_along(source)
    Participant.objects.filter(ticket=target, pk__in=before["participants"]).delete()
    for draft in Draft.objects.filter(ticket=target, pk__in=before["drafts"]):
        if not Draft.objects.filter(ticket=source, user=draft.user_id).exists():
            Draft.objects.filter(pk=draft.pk).update(ticket=source)
    status = Status.objects.filter(pk=before["status"]).first() or default_status(Category.OPEN)
    asleep = _moment(before["snoozed_until"])
    moments = {name: _moment(before[name]) for name in _KEPT if name != "snoozed_until"}
    # A reply taken back since lets the customer wait again.
    moments["waiting_since"] = source.waiting_since or moments["waiting_since"]
    _become(source, status, **moments)
    # Before the event that says so, in the order they were written.
    taken = [m for m in taking if can_be_taken(m, edge)]
    for message in taken:
        copy_message(message, source)
        Message.objects.filter(pk=message.pk).update(public=False)
    record(source, "unmerged", by=by, other=target.pk, waiting_since=_text(source.waiting_since))
    # Where it was before a reply that has been taken back since.
    if then := Status.objects.filter(pk=before.get("then")).first():
        move_to(source, then, by=by)
    if asleep and asleep > timezone.now() and not source.is_finished:
        fall_asleep(source, asleep, by=by)
    if taken:
        recount(target)
    record(target, "released", by=by, other=source.pk, taken=len(taken))
    return source


def can_be_taken(message: Message, edge: TicketMerge) -> bool:
    """Tell whether a message may go along: written into the target since, and no letter of ours."""
    return (
        message.ticket_id == edge.target_id
        and message.created_at > edge.merged_at
        and message.kind in {Message.Kind.INBOUND, Message.Kind.NOTE}
    )


def _become(ticket: Ticket, status: Status, **moments: datetime | None) -> None:
    ticket.status, ticket.category = status, status.category
    for name, value in moments.items():
        setattr(ticket, name, value)
    ticket.save(update_fields=["status", "category", *moments])


def _bring_along(source: Ticket, into: Ticket) -> list[int]:
    """Give the source's people copies of what is said in the other; return the rows this made."""
    people = {p.email: p.customer for p in source.participants.select_related("customer")}
    if source.requester.email:
        people[source.requester.email] = source.requester
    added = []
    for email, customer in people.items():
        if customer.pk != into.requester_id:
            row, new = Participant.objects.get_or_create(ticket=into, email=email, defaults={"customer": customer})
            added += [row.pk] if new else []
    return added


def _hand_on(source: Ticket, into: Ticket) -> list[int]:
    """Let drafts go on in the other ticket; who has one there too keeps both where they are."""
    there = Draft.objects.filter(ticket=into).values("user")
    drafts = list(Draft.objects.filter(ticket=source).exclude(user__in=there).values_list("pk", flat=True))
    Draft.objects.filter(pk__in=drafts).update(ticket=into)
    return drafts


def _take_along(source: Ticket) -> None:
    """Let what had been merged into the source before be read in it again."""
    inside: set[int] = {source.pk}
    while more := set(_merged_in(inside)) - inside:
        inside |= more
    TicketMerge.objects.filter(source__in=inside - {source.pk}, undone_at=None).update(into=source)


def _merged_in(targets: Iterable[int]) -> Iterable[int]:
    return TicketMerge.objects.filter(target__in=list(targets), undone_at=None).values_list("source_id", flat=True)


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return parse_datetime(text) if text else None
