"""Ask somebody outside about a ticket, in a thread of its own that its customer never sees."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from accounts.models import Customer, User
from tickets.errors import EmptyMessage, TicketError, TicketMerged
from tickets.events import record
from tickets.models import Attachment, Event, Message, SideConversation, SideMessage, Snooze, Ticket
from tickets.models.kinds import UNFINISHED, Category, ChannelKind
from tickets.operations.copying import share
from tickets.operations.messages import Content, new_message, sent_before, store_message
from tickets.operations.opening import clean_subject
from tickets.operations.progress import move_to
from tickets.operations.snoozing import wake
from tickets.permissions import require_change
from tickets.selectors import default_status, locked, locked_surviving, sources_of

Kind = Message.Kind


class TakesPart(TicketError):
    def __init__(self) -> None:
        super().__init__("They take part in this ticket already: write to them in a reply.")


@transaction.atomic
def start_side(
    ticket: Ticket,
    *,
    person: Customer,
    subject: str,
    text: str,
    by: User,
    files: Sequence[Attachment] = (),
    key: str = "",
    wait: bool = False,
) -> Event:
    """Write to somebody outside by mail and return the “side_sent” event.

    `files` are attachments of the ticket that go along. With `wait` the ticket waits on someone else then. A `key`
    used before returns what it made. Raises TicketMerged, TakesPart, EmptyMessage, NotAllowed.
    """
    require_change(by)
    ticket = locked(ticket)
    if found := sent_before(ticket, by=by, key=key):
        return found
    if ticket.category == Category.MERGED:
        raise TicketMerged
    if person.pk == ticket.requester_id or ticket.participants.filter(customer=person).exists():
        raise TakesPart
    if not person.email:
        raise TicketError("We have no email address of them.")
    side = SideConversation.objects.create(
        ticket=ticket,
        person=person,
        address=person.email,
        subject=clean_subject(subject),
        started_by=by,
        created_at=timezone.now(),
    )
    event = _send(side, ticket, text=text, by=by, files=files, key=key)
    if wait and ticket.category in UNFINISHED:
        move_to(ticket, default_status(Category.WAITING_THIRD_PARTY), by=by)
    return event


@transaction.atomic
def write_side(
    side: SideConversation, *, text: str, by: User, files: Sequence[Attachment] = (), key: str = ""
) -> Event:
    """Write again in a side conversation, in the ticket its own became part of. Raises EmptyMessage, NotAllowed."""
    require_change(by)
    ticket = locked_surviving(side.ticket)
    if found := sent_before(ticket, by=by, key=key):
        return found
    return _send(side, ticket, text=text, by=by, files=files, key=key)


@transaction.atomic
def receive_side(
    side: SideConversation, content: Content, *, by: Customer, verified: bool = False, automatic: bool = False
) -> Event:
    """File an answer from outside. A ticket that waited for it is back to work, unless a machine answered.

    What was merged goes on in the other ticket.
    """
    ticket = locked_surviving(side.ticket)
    message = new_message(
        ticket, content, kind=Kind.SIDE_IN, channel=ChannelKind.EMAIL, by=by, public=False, verified=verified
    )
    event = _store(side, ticket, message, content, action="side_answered", by=by, automatic=automatic)
    if not automatic:
        if ticket.category == Category.WAITING_THIRD_PARTY:
            move_to(ticket, default_status(Category.OPEN), by=by)
        wake(ticket, Snooze.Cause.MESSAGE, by=by)
    return event


def files_of(ticket: Ticket) -> list[Attachment]:
    """Return the files that can go along: those of the ticket's messages."""
    here = [ticket.pk, *sources_of(ticket)]
    return list(Attachment.objects.filter(message__ticket__in=here, inline=False).order_by("pk"))


def _send(
    side: SideConversation, ticket: Ticket, *, text: str, by: User, files: Sequence[Attachment], key: str
) -> Event:
    text = text.replace("\x00", "").strip()
    if not text:
        raise EmptyMessage
    content = Content(text=text)
    message = new_message(
        ticket, content, kind=Kind.SIDE_OUT, channel=ChannelKind.EMAIL, by=by, public=False, verified=True
    )
    extra = {"key": key} if key else {}
    return _store(side, ticket, message, content, action="side_sent", by=by, files=files, **extra)


def _store(
    side: SideConversation,
    ticket: Ticket,
    message: Message,
    content: Content,
    *,
    action: str,
    by: User | Customer,
    files: Sequence[Attachment] = (),
    **particulars: object,
) -> Event:
    store_message(message, content)
    SideMessage.objects.create(message=message, side=side)
    for file in files:
        share(file, message)
    return record(ticket, action, by=by, message=message, kind=message.kind, channel=message.channel, **particulars)
