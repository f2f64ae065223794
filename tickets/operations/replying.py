"""An agent answers the customer, or writes a note for colleagues."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from accounts.models import User
from tickets.errors import EmptyMessage, TicketClosed, TicketMerged
from tickets.mentions import mentioned_in
from tickets.models import Attachment, Draft, Event, Mention, Message, Status, Ticket
from tickets.models.kinds import Category, ChannelKind
from tickets.operations.assigning import hand_over
from tickets.operations.colliding import require_read
from tickets.operations.following import add_followers
from tickets.operations.messages import Content, add_message, sent_before
from tickets.operations.progress import move_to
from tickets.operations.withdrawing import keep_back, snapshot
from tickets.permissions import require_change, require_note
from tickets.selectors import default_status, locked


@transaction.atomic
def post_reply(
    ticket: Ticket,
    *,
    by: User,
    text: str,
    channel: str,
    uploads: Sequence[Attachment] = (),
    status: Status | None = None,
    key: str = "",
    seen: int | None = None,
    hold: int = 0,
    wire: int | None = None,
    options: dict[str, Any] | None = None,
    own: bool = True,
) -> Event:
    """Write to the customer; the channel's app queues the delivery in this same transaction.

    `wire` and `options` are that app's own: which conversation it goes on, and how.

    Without a `status` an active ticket becomes “waiting on customer”, but in a chat it stays open. Taking part in an
    unassigned ticket makes it the writer's, unless `own` is False. A `key` used before returns the message it made.
    `seen` is the position its writer has read up to. For `hold` seconds the writer may take it back (withdrawing.py);
    as long the customer does not see it. Raises WrittenMeanwhile, TicketClosed, EmptyMessage, NotAllowed.
    """
    require_change(by)
    ticket = locked(ticket)
    if found := sent_before(ticket, by=by, key=key):
        return found
    require_read(ticket, seen=seen, by=by)
    if ticket.category == Category.CLOSED:
        raise TicketClosed
    if ticket.category == Category.MERGED:
        raise TicketMerged
    chosen, was = status is not None, ticket.status_id
    if status is None and ticket.category in {Category.NEW, Category.OPEN}:
        # Who talks live waits for nobody: a chat's ticket does not change to and fro with each sentence.
        talks = channel == ChannelKind.CHAT
        status = default_status(Category.OPEN if talks else Category.WAITING_CUSTOMER)
    held: dict[str, Any] = {"held": hold, "before": snapshot(ticket, moved_to=status)} if hold else {}
    if wire is not None:
        held["wire"] = wire
    if options:
        held["options"] = options
    event = _add(
        ticket,
        by=by,
        text=text,
        kind=Message.Kind.REPLY,
        channel=channel,
        uploads=uploads,
        key=key,
        **held,
    )
    if hold:
        keep_back(event)
    if own and ticket.assignee_id is None:
        hand_over(ticket, to=by, by=by)
    # Where a rule that answered moved it, it stays, unless the writer chose.
    if status is not None and (chosen or ticket.status_id == was):
        move_to(ticket, status, by=by)
    return event


@transaction.atomic
def add_note(
    ticket: Ticket,
    *,
    by: User,
    text: str,
    uploads: Sequence[Attachment] = (),
    key: str = "",
    seen: int | None = None,
) -> Event:
    """Write something only agents read. A `key` used before returns its note; `seen` as in `post_reply`.

    Colleagues it mentions hear of it and follow the ticket from now on. Raises WrittenMeanwhile,
    EmptyMessage, NotAllowed, MentionOutOfSight, MentionUnclear.
    """
    require_note(by)
    ticket = locked(ticket)
    if found := sent_before(ticket, by=by, key=key):
        return found
    require_read(ticket, seen=seen, by=by)
    if ticket.category == Category.MERGED:
        raise TicketMerged
    named = mentioned_in(text, ticket)
    mentioned = list(dict.fromkeys(named.values()))
    event = _add(
        ticket,
        by=by,
        text=text,
        kind=Message.Kind.NOTE,
        channel=ticket.channel,
        uploads=uploads,
        public=False,
        key=key,
        **({"mentioned": [user.pk for user in mentioned], "mentioned_as": list(named)} if mentioned else {}),
    )
    if mentioned:
        Mention.objects.bulk_create(Mention(message=event.message, user=user) for user in mentioned)
        add_followers(ticket, [user for user in mentioned if user != by], by=by)
    return event


def _add(
    ticket: Ticket,
    *,
    by: User,
    text: str,
    kind: Message.Kind,
    channel: str,
    uploads: Sequence[Attachment],
    public: bool = True,
    key: str = "",
    **particulars: Any,
) -> Event:
    text = text.replace("\x00", "").strip()
    if not text and not uploads:
        raise EmptyMessage
    if key:
        particulars["key"] = key
    event = add_message(
        ticket,
        Content(text=text),
        kind=kind,
        channel=channel,
        by=by,
        public=public,
        verified=True,
        uploads=uploads,
        **particulars,
    )
    Draft.objects.filter(ticket=ticket, user=by).delete()
    return event
