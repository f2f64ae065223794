"""A reply that waits before it goes out, and its way back: as if it had never been written."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_datetime

from accounts.models import User
from helpdesk.lib.rows import update
from tickets import waiting
from tickets.errors import NotAllowed, TooLate
from tickets.events import record
from tickets.models import Attachment, Draft, Event, Message, Status, Ticket, TicketMerge
from tickets.operations.assigning import hand_over
from tickets.operations.drafting import save_draft
from tickets.operations.progress import move_to
from tickets.selectors import merge_of

_MOMENTS = ("waiting_since", "last_message_at")


def snapshot(ticket: Ticket, *, moved_to: Status | None) -> dict[str, Any]:
    """Return what a reply changes in its ticket, for the event that may have to be undone."""
    fields = {name: getattr(ticket, name) for name in waiting.FIELDS}
    shown = {name: v.isoformat() if isinstance(v, datetime) else v for name, v in fields.items()}
    moved = moved_to.pk if moved_to and moved_to.pk != ticket.status_id else None
    return {**shown, "status": ticket.status_id, "moved_to": moved, "assignee": ticket.assignee_id}


def keep_back(event: Event) -> None:
    """Hide a reply from its customer until it goes out: its text, and its first words in the ticket's row."""
    message, ticket = event.message, event.ticket
    assert message is not None
    message.public, ticket.last_message_preview = False, ""
    update(message, ["public"])
    update(ticket, ["last_message_preview"])


@transaction.atomic
def publish_reply(message: Message) -> bool:
    """Let the customer read a reply that was held until now; False when it was not. The caller sends it."""
    if message.public or message.kind != Message.Kind.REPLY:
        return False
    message.public = True
    Message.objects.filter(pk=message.pk).update(public=True)
    words = waiting.preview(message.reply_text or message.text)
    Ticket.objects.filter(pk=message.ticket_id, last_message_at=message.created_at).update(last_message_preview=words)
    return True


def take_back(ticket: Ticket, event: Event, *, by: User) -> Event:
    """Turn a held reply into its writer's draft again and give the ticket back what the reply had changed.

    The caller holds the ticket's lock and has made sure that nothing will be sent. What somebody else did
    meanwhile stays. Of a merged ticket the draft is where it can be sent, and undoing the merge does the rest.
    Raises NotAllowed, TooLate.
    """
    message = event.message
    if event.by_user_id != by.pk:
        raise NotAllowed("Only its writer can take a reply back.")
    if message is None or message.public or "held" not in event.particulars:
        raise TooLate
    before, pk, edge = event.particulars["before"], message.pk, merge_of(ticket)
    draft = _keep_as_draft(message, edge.into if edge else ticket, by=by)
    # The event stays in the timeline; only the words go.
    Event.objects.filter(pk=event.pk).update(message=None, action="reply_written")
    _wait_again(ticket, before, since=message.created_at)
    message.delete()
    if ticket.assignee_id == by.pk and before["assignee"] is None:
        hand_over(ticket, to=None, by=by)
    if edge:
        _correct(edge, before, draft)
    elif ticket.status_id == before["moved_to"]:
        move_to(ticket, Status.objects.get(pk=before["status"]), by=by)
    waits = ticket.waiting_since.isoformat() if ticket.waiting_since else None
    return record(ticket, "reply_withdrawn", by=by, message_id=pk, waiting_since=waits)


def _keep_as_draft(message: Message, home: Ticket, *, by: User) -> Draft | None:
    """Put words and files back into the composer of `home`, above what was typed there meanwhile.

    Returns the draft if nothing had been typed.

    Beside a note they become part of the note: the other way round a note could reach the customer.
    """
    files = list(message.attachments.all())
    Attachment.objects.filter(message=message).update(message=None)
    typed = Draft.objects.filter(ticket=home, user=by).prefetch_related("attachments").first()
    texts = [message.text, typed.text if typed else ""]
    draft = save_draft(
        home,
        by=by,
        mode=typed.mode if typed else Draft.Mode.REPLY,
        text="\n\n".join(text for text in texts if text.strip()),
        uploads=[*files, *(typed.attachments.all() if typed else ())],
    )
    return None if typed else draft


def _wait_again(ticket: Ticket, before: dict[str, Any], *, since: datetime) -> None:
    """Let the customer wait since when they did. Who wrote after the reply stays the last to have written."""
    was = {**before, **{name: _moment(before[name]) for name in _MOMENTS}}
    ticket.waiting_since = was["waiting_since"] or ticket.waiting_since
    if ticket.first_replied_at == since:
        others = Message.objects.filter(ticket=ticket, kind=Message.Kind.REPLY, created_at__gt=since)
        ticket.first_replied_at = others.order_by("pk").values_list("created_at", flat=True).first()
    if ticket.last_message_at == since:
        ticket.last_message_at = was["last_message_at"]
        ticket.last_message_by_us = was["last_message_by_us"]
        ticket.last_message_preview = was["last_message_preview"]
    update(ticket, waiting.FIELDS)


def _correct(edge: TicketMerge, before: dict[str, Any], draft: Draft | None) -> None:
    """Let undoing the merge bring back the ticket as if the reply had never been, with its words as a draft."""
    if edge.before["status"] == before["moved_to"]:
        edge.before["then"] = before["status"]
    if draft:
        edge.before["drafts"].append(draft.pk)
    edge.save(update_fields=["before"])


def _moment(text: str | None) -> datetime | None:
    return parse_datetime(text) if text else None
