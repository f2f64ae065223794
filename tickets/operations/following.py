"""Who hears of a ticket beside its owner."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from helpdesk.lib.rows import insert_new
from tickets.errors import NotAllowed
from tickets.events import Actor, record
from tickets.models import Event, Follower, Ticket
from tickets.permissions import require_note
from tickets.readers import readers_of
from tickets.selectors import locked


@transaction.atomic
def follow_ticket(ticket: Ticket, *, user: User | None = None, by: User) -> Event | None:
    """Let somebody (oneself, unless `user` names a colleague) hear of a ticket; None when they do already.

    Raises NotAllowed for somebody who may not see it: following opens nothing.
    """
    require_note(by)
    ticket, user = locked(ticket), user or by
    if not readers_of(ticket).filter(pk=user.pk).exists():
        raise NotAllowed(f"{user} cannot see this ticket, so they cannot follow it.")
    return add_followers(ticket, [user], by=by)


@transaction.atomic
def unfollow_ticket(ticket: Ticket, *, user: User | None = None, by: User) -> Event | None:
    """Stop hearing of a ticket, or let a colleague stop; None when they did not follow."""
    require_note(by)
    ticket, user = locked(ticket), user or by
    if not Follower.objects.filter(ticket=ticket, user=user).delete()[0]:
        return None
    return record(ticket, "unfollowed", by=by, names=[str(user)], user_ids=[user.pk])


def add_followers(ticket: Ticket, users: Iterable[User], *, by: Actor) -> Event | None:
    """Make people who may see a ticket its followers. The caller holds its lock."""
    new = insert_new([Follower(ticket=ticket, user=user) for user in users], unique=("ticket", "user"))
    if not new:
        return None
    people = [row.user for row in new]
    return record(ticket, "followed", by=by, names=[str(u) for u in people], user_ids=[u.pk for u in people])
