"""Tag tickets, making new tags on the way."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from tickets.events import Actor, record
from tickets.models import Event, Tag, Ticket
from tickets.permissions import require_change
from tickets.selectors import locked


def tag_named(name: str) -> Tag:
    """Return the tag of that name, whatever its case, making it if need be."""
    name = " ".join(name.split())[:60]
    if not name:
        raise ValueError("A tag needs a name.")
    found = Tag.objects.filter(name__iexact=name).first()
    if found:
        return found
    # ignore_conflicts: someone may make the same tag at this moment.
    Tag.objects.bulk_create([Tag(name=name)], ignore_conflicts=True)
    return Tag.objects.get(name__iexact=name)


@transaction.atomic
def set_tags(ticket: Ticket, *, to: Iterable[str], by: Actor) -> Event | None:
    """Make the ticket carry exactly these tags; None when it does already."""
    require_change(by)
    ticket = locked(ticket)
    wanted = {tag.pk: tag for tag in map(tag_named, to)}
    return _change(ticket, wanted, by=by)


@transaction.atomic
def change_tags(ticket: Ticket, *, add: Iterable[str] = (), remove: Iterable[str] = (), by: Actor) -> Event | None:
    """Add and take off some tags and leave the others; None when nothing changes."""
    require_change(by)
    ticket = locked(ticket)
    wanted = {tag.pk: tag for tag in ticket.tags.all()} | {tag.pk: tag for tag in map(tag_named, add)}
    gone = {" ".join(name.split()).casefold() for name in remove}
    return _change(ticket, {pk: tag for pk, tag in wanted.items() if tag.name.casefold() not in gone}, by=by)


def _change(ticket: Ticket, wanted: dict[int, Tag], *, by: Actor) -> Event | None:
    present = {tag.pk: tag for tag in ticket.tags.all()}
    added = [wanted[pk] for pk in wanted.keys() - present.keys()]
    removed = [present[pk] for pk in present.keys() - wanted.keys()]
    if not added and not removed:
        return None
    ticket.tags.add(*added)
    ticket.tags.remove(*removed)
    return record(
        ticket,
        "tagged",
        by=by,
        added=sorted(t.name for t in added),
        removed=sorted(t.name for t in removed),
    )
