"""What a telephone call does to its ticket."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from accounts.models import Customer, User
from tickets.events import Actor, record
from tickets.models import Event, Message, Ticket
from tickets.models.kinds import Category, ChannelKind
from tickets.operations.assigning import hand_over
from tickets.operations.copying import copy_message
from tickets.operations.messages import Content, NewFile, add_message
from tickets.operations.progress import move_to
from tickets.operations.receiving import may_reopen, receive_reply
from tickets.selectors import default_status, locked_surviving, locked_together


@transaction.atomic
def answer_call(ticket: Ticket, *, by: User, text: str) -> Event:
    """Write down that somebody of ours talks with the customer: that is an answer, and to whom the ticket goes.

    Nobody's rights are asked: it has happened already.
    """
    ticket = locked_surviving(ticket)
    event = add_message(ticket, Content(text=text), kind=Message.Kind.REPLY, channel=ChannelKind.PHONE, by=by)
    if ticket.assignee_id is None and by.can_answer:
        hand_over(ticket, to=by, by=by)
    if ticket.category == Category.NEW:
        move_to(ticket, default_status(Category.OPEN), by=by)
    return event


@transaction.atomic
def note_call(ticket: Ticket, action: str, *, by: Actor, **particulars: Any) -> Event:
    """Record what became of a call of this ticket."""
    return record(locked_surviving(ticket), action, by=by, **particulars)


@transaction.atomic
def name_requester(ticket: Ticket, *, instead_of: Customer, to: Customer, by: User) -> Event | None:
    """Put a person in the place of a stand-in, as who asked and as who said it; None when it is not the stand-in's."""
    ticket = locked_surviving(ticket)
    if ticket.requester_id != instead_of.pk:
        return None
    ticket.requester, ticket.organization = to, to.organization
    ticket.save(update_fields=["requester", "organization"])
    Message.objects.filter(ticket=ticket, author_customer=instead_of).update(author_customer=to)
    return record(ticket, "requester_named", by=by, before=str(instead_of), after=to.display_name)


@transaction.atomic
def file_voicemail(ticket: Ticket, sound: NewFile, *, by: Customer, text: str) -> Event:
    """Add what a caller left on the voicemail, as something they wrote."""
    ticket = locked_surviving(ticket)
    content = Content(text=text, files=[sound])
    return receive_reply(ticket, content, by=by, channel=ChannelKind.PHONE, reopen=may_reopen(ticket))


@transaction.atomic
def file_recording(ticket: Ticket, sound: NewFile, *, text: str) -> Event:
    """Add the recording of a call, for colleagues only."""
    return add_message(
        locked_surviving(ticket),
        Content(text=text, files=[sound]),
        kind=Message.Kind.NOTE,
        channel=ChannelKind.PHONE,
        by=None,
        public=False,
    )


@transaction.atomic
def take_call_over(source: Ticket, target: Ticket, sounds: Iterable[Message], *, by: User, call: int) -> None:
    """Record in two tickets that a call belongs to the other from now on, with copies of its recordings."""
    source, target = locked_together(source, target)
    record(source, "call_moved", by=by, other=target.pk, role="source", call=call)
    record(target, "call_moved", by=by, other=source.pk, role="target", call=call)
    for message in sounds:
        copy_message(message, target)
