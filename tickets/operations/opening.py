"""A question becomes a ticket."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import BigIntegerField, Func, Value
from django.utils import timezone

from accounts.models import Customer, Team, User
from helpdesk.lib.questions import Question
from helpdesk.lib.rows import insert, scalars
from tickets.events import take_position, write
from tickets.models import Attachment, CustomField, Event, Message, Participant, RequestType, Status, Ticket
from tickets.models.kinds import Category, Priority, TicketType
from tickets.operations.messages import Content, new_message, store_message
from tickets.selectors import default_status, default_statuses


def next_number() -> int:
    """Take the next ticket number. Numbers never repeat; a rolled-back ticket leaves a gap."""
    return int(scalars("SELECT nextval('ticket_number')", ())[0])


# What every new ticket needs, in one question.
_BEGINNING = Question(
    lambda: (
        default_statuses()
        .filter(category=Category.NEW.value)
        .annotate(number=Func(Value("ticket_number"), function="nextval", output_field=BigIntegerField()))[:1]
    )
)


def _beginning() -> tuple[Status, int]:
    status = _BEGINNING.one()
    if status is None:
        # Says what is missing.
        return default_status(Category.NEW), next_number()
    return status, status.number  # type: ignore[attr-defined]


# Within a transaction already, no savepoint: two statements a mail for a way back nobody takes.
@transaction.atomic(savepoint=False)
def open_ticket(
    *,
    by: User | Customer,
    requester: Customer,
    subject: str,
    content: Content,
    channel: str,
    said_on: str = "",
    team: Team | None = None,
    assignee: User | None = None,
    priority: int = Priority.NORMAL,
    type: str = TicketType.QUESTION,
    copies: Iterable[Customer] = (),
    follow_up_of: Ticket | None = None,
    verified: bool = False,
    with_bot: bool = False,
    automatic: bool = False,
    at: datetime | None = None,
    uploads: Sequence[Attachment] = (),
    kind: Message.Kind | None = None,
    request_type: RequestType | None = None,
    fields: Mapping[CustomField, Any] | None = None,
) -> Event:
    """Open a ticket with its first message and return the “opened” event, which carries that message.

    `by` is the requester, or the agent who writes on their behalf: to the customer, or with `kind`
    NOTE for colleagues (a call written down). `copies` get public replies too; each needs a mail
    identity. A follow-up takes requester, organization, tags and fields from its origin, but not its owner:
    whoever had it may be away by now. Its `channel` is the one it is answered on; `said_on` is that of the first
    message where it is another. `fields` are as `filling.read_fields` returns them.
    """
    now = at or timezone.now()
    status, number = _beginning()
    ticket = Ticket(
        number=number,
        subject=clean_subject(subject),
        status=status,
        next_status_at=status.gives_way_at(now),
        category=status.category,
        priority=priority,
        type=type,
        request_type=request_type,
        fields=_fields(fields or {}, follow_up_of),
        channel=channel,
        requester=requester,
        organization=requester.organization,
        team=team,
        assignee=assignee,
        follow_up_of=follow_up_of,
        with_bot_since=now if with_bot else None,
        created_at=now,
        updated_at=now,
        last_message_at=now,
    )
    kind = kind or (Message.Kind.INBOUND if isinstance(by, Customer) else Message.Kind.REPLY)
    message = new_message(
        ticket,
        content,
        kind=kind,
        channel=said_on or channel,
        by=by,
        public=kind != Message.Kind.NOTE,
        verified=verified,
        at=now,
    )
    # Stored with its first event counted: the row has many indexes, and a second writing would cost them all again.
    take_position(ticket, message)
    insert(ticket)
    message.ticket = ticket
    for customer in copies:
        if customer.email and customer.pk != requester.pk:
            Participant.objects.get_or_create(ticket=ticket, email=customer.email, defaults={"customer": customer})
    particulars: dict[str, Any] = {"automatic": True} if automatic else {}
    if follow_up_of is not None:
        ticket.tags.set(follow_up_of.tags.all())
        particulars["follow_up_of"] = follow_up_of.number
    store_message(message, content, uploads=uploads)
    return write(ticket, "opened", by=by, message=message, kind=kind, channel=channel, **particulars)


def _fields(given: Mapping[CustomField, Any], origin: Ticket | None) -> dict[str, Any]:
    found = {**(origin.fields if origin else {}), **{field.key: value for field, value in given.items()}}
    return {key: value for key, value in found.items() if value is not None}


def clean_subject(subject: str) -> str:
    """Return a subject fit for a list row and a mail header: one line, no control characters, at most 250."""
    visible = "".join(c if c.isprintable() else " " for c in subject)
    return " ".join(visible.split())[:250] or "(no subject)"
