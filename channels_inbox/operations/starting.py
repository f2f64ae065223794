"""An agent starts a ticket: by writing to somebody, or by noting a call."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from accounts.models import Team, User
from accounts.operations.identifying import identify
from tickets.models import Attachment, Event, Message
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
    team: Team | None = None,
    assignee: User | None = None,
    uploads: Sequence[Attachment] = (),
) -> Event:
    """Open a ticket for whoever holds the address. Phoned, its first message is a note the customer never reads."""
    require_change(by)
    requester = identify(kind=kind, value=address, name=name)
    return open_ticket(
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
    )
