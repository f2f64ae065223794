"""Say what tickets have to do with each other: related, duplicate, part of."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from helpdesk.lib.advisory import Lock
from helpdesk.lib.rows import scalars
from tickets.errors import TicketError
from tickets.events import Actor, record
from tickets.models import Ticket, TicketLink
from tickets.permissions import require_change
from tickets.selectors import locked_together

Kind = TicketLink.Kind


class CannotLink(TicketError):
    status = 409


@transaction.atomic
def link_tickets(ticket: Ticket, *, to: Ticket, kind: str, by: Actor) -> TicketLink:
    """Link `ticket` to another, as in “ticket is a duplicate of to”; a link that is there already is returned.

    Raises CannotLink for a ticket with itself, a second parent, or a family that would be a ring.
    """
    require_change(by)
    kind = Kind(kind)
    if ticket.pk == to.pk:
        raise CannotLink("A ticket cannot be linked to itself.")
    if kind == Kind.CHILD:
        # Rings can be closed by links between pairs that have no ticket in common: one family at a time.
        scalars("SELECT 1 FROM (SELECT pg_advisory_xact_lock(%s)) AS held", [Lock.FAMILIES])
    source, target = locked_together(ticket, to)
    if kind == Kind.RELATED and source.pk > target.pk:
        # Related reads the same both ways: one row, whoever asks.
        source, target = target, source
    if found := TicketLink.objects.filter(source=source, target=target, kind=kind).first():
        return found
    if kind == Kind.CHILD:
        _check_family(source, target)
    link = TicketLink.objects.create(
        source=source, target=target, kind=kind, by=by if isinstance(by, User) else None, created_at=timezone.now()
    )
    record(source, "linked", by=by, other=target.pk, kind=kind, role="source")
    record(target, "linked", by=by, other=source.pk, kind=kind, role="target")
    return link


@transaction.atomic
def unlink_tickets(link: TicketLink, *, by: Actor) -> bool:
    """Take a link away; False when it is gone already."""
    require_change(by)
    source, target = locked_together(link.source, link.target)
    if not TicketLink.objects.filter(pk=link.pk).delete()[0]:
        return False
    record(source, "unlinked", by=by, other=target.pk, kind=link.kind, role="source")
    record(target, "unlinked", by=by, other=source.pk, kind=link.kind, role="target")
    return True


def _check_family(child: Ticket, parent: Ticket) -> None:
    if TicketLink.objects.filter(source=child, kind=Kind.CHILD).exists():
        raise CannotLink("It is part of another ticket already. Take that link away first.")
    above: int | None = parent.pk
    while above is not None:
        if above == child.pk:
            raise CannotLink("That would make a ring: the other ticket is part of this one.")
        up = TicketLink.objects.filter(source=above, kind=Kind.CHILD).values_list("target_id", flat=True)
        above = up.first()
