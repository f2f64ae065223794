"""An agent starts a ticket: by writing to somebody, or by noting a call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from accounts.models import IdempotencyKey, Team, User
from accounts.operations.identifying import identify
from tickets.models import Attachment, Message, Ticket
from tickets.models.kinds import ChannelKind
from tickets.operations.messages import Content
from tickets.operations.opening import open_ticket
from tickets.permissions import require_change


@transaction.atomic
def start_ticket(
    *,
    by: User,
    kind: str,
    address: str,
    name: str,
    subject: str,
    text: str,
    phoned: bool,
    key: str,
    team: Team | None = None,
    assignee: User | None = None,
    uploads: Sequence[Attachment] = (),
    follow_up_of: Ticket | None = None,
) -> Ticket:
    """Open a ticket for whoever holds the address. Phoned, its first message is a note the customer never reads.

    A `key` used before returns the ticket it made.
    """
    require_change(by)
    # There is no ticket yet whose lock could order two submits of one form. This row's constraint does: the
    # second waits here until the first has committed, or takes its place when it has not.
    once, first = IdempotencyKey.objects.get_or_create(user=by, key=_name(key))
    if not first:
        return _made(once)
    requester = identify(kind=kind, value=address, name=name)
    ticket = open_ticket(
        by=by,
        requester=requester,
        subject=subject,
        content=Content(text=text),
        channel=ChannelKind.PHONE if phoned else ChannelKind.EMAIL,
        kind=Message.Kind.NOTE if phoned else Message.Kind.REPLY,
        team=team,
        assignee=assignee,
        verified=True,
        uploads=uploads,
        follow_up_of=follow_up_of,
    ).ticket
    once.body = ticket.pk
    once.save(update_fields=["body"])
    return ticket


def started_before(*, by: User, key: str) -> Ticket | None:
    """Return the ticket this person's form made, if it was sent before. True for a day at least."""
    once = IdempotencyKey.objects.filter(user=by, key=_name(key)).first()
    return _made(once) if once else None


def _name(key: str) -> str:
    """Return a name no client of the API can use: theirs have no spaces."""
    return f"new ticket {key}"


def _made(once: IdempotencyKey) -> Ticket:
    made: Any = once.body
    return Ticket.objects.get(pk=made)
