"""What must hold for every ticket, however it was made. Call `broken_rules()` and expect nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.utils.dateparse import parse_datetime

from tickets.models import Event, Message, Status, Ticket
from tickets.models.kinds import FINISHED, UNFINISHED, Category
from tickets.waiting import preview


def broken_rules(tickets: Iterable[Ticket] | None = None) -> list[str]:
    """Replay each ticket's events and return every difference from its row, in words."""
    chosen = Ticket.objects.all() if tickets is None else Ticket.objects.filter(pk__in=[t.pk for t in tickets])
    categories = dict(Status.objects.values_list("name", "category"))
    rows = chosen.select_related("status", "requester").prefetch_related("events__message", "messages")
    return [
        f"#{ticket.number}: {problem}"
        for ticket in rows.iterator(chunk_size=500)
        for problem in _problems(ticket, list(ticket.events.all()), list(ticket.messages.all()), categories)
    ]


def _problems(
    ticket: Ticket, events: list[Event], messages: list[Message], categories: dict[str, str]
) -> Iterator[str]:
    if [e.seq for e in events] != list(range(1, ticket.seq + 1)):
        yield f"events are numbered {[e.seq for e in events]}, the ticket counts {ticket.seq}"
    if not events or events[0].action != "opened":
        yield "does not begin with being opened"
    if ticket.category != ticket.status.category:
        yield f"says {ticket.category}, its status says {ticket.status.category}"
    if events != sorted(events, key=lambda e: e.created_at):
        yield "events go back in time"
    if events and abs(ticket.created_at - events[0].created_at) > timedelta(seconds=1):
        yield "created at another time than its first event"
    if events and ticket.updated_at != events[-1].created_at:
        yield "updated at another time than its last event"
    if ticket.organization_id != ticket.requester.organization_id:
        yield "belongs to another organization than its requester"
    yield from _message_problems(events, messages)
    expected = replay(events, categories)
    for field, value in expected.items():
        if getattr(ticket, field) != value:
            yield f"{field} is {getattr(ticket, field)!r}, its events say {value!r}"
    yield from _moment_problems(ticket)


def _message_problems(events: list[Event], messages: list[Message]) -> Iterator[str]:
    said = [e.message for e in events if e.message]
    if [m.pk for m in said] != sorted(m.pk for m in messages):
        yield "messages and message events are not one to one, in order"
    for event in events:
        message = event.message
        if (message is not None) != (event.action in {"opened", "message_added", "side_sent", "side_answered"}):
            yield f"event {event.seq} is {event.action} with message {message}"
        if message is None:
            continue
        if message.created_at != event.created_at:
            yield f"message {message.pk} and its event have two times"
        if (message.author_user_id, message.author_customer_id) != (event.by_user_id, event.by_customer_id):
            yield f"message {message.pk} and its event have two authors"
        # What a call or a bot hands over is noted by the desk itself; nobody is answered without an author.
        if message.kind == Message.Kind.REPLY and message.author_user_id is None:
            yield f"message {message.pk} is ours without an author"
        if not message.text.strip() and not message.attachments.exists():
            yield f"message {message.pk} is empty"


def _moment_problems(ticket: Ticket) -> Iterator[str]:
    if (ticket.category in UNFINISHED) != (ticket.resolved_at is None):
        yield f"{ticket.category} with resolved_at {ticket.resolved_at}"
    closed = ticket.category in FINISHED and ticket.category != Category.RESOLVED
    if closed != (ticket.closed_at is not None):
        yield f"{ticket.category} with closed_at {ticket.closed_at}"


def replay(events: list[Event], categories: dict[str, str]) -> dict[str, Any]:
    """Return the ticket's waiting times, last message and owner as its events tell them."""
    row: dict[str, Any] = {
        "waiting_since": None,
        "first_replied_at": None,
        "last_message_at": events[0].created_at if events else None,
        "last_message_by_us": False,
        "last_message_preview": "",
    }
    for event in events:
        if event.action == "unmerged":
            row["waiting_since"] = parse_datetime(event.particulars["waiting_since"] or "")
        if event.action in {"resolved", "closed", "merged"} or (
            event.action == "status_changed" and categories.get(event.particulars["after"]) in FINISHED
        ):
            row["waiting_since"] = None
        if event.action in {"assigned", "unassigned"}:
            row["assignee_id"] = event.particulars["after_id"]
        if event.action == "reply_withdrawn":
            waits = event.particulars["waiting_since"]
            row["waiting_since"] = parse_datetime(waits) if waits else None
        message = event.message
        if message is None or message.kind in {Message.Kind.NOTE, Message.Kind.SYSTEM}:
            continue
        ours = message.kind == Message.Kind.REPLY
        if not message.public and not ours:
            continue
        row["waiting_since"] = None if ours else row["waiting_since"] or message.created_at
        if ours:
            row["first_replied_at"] = row["first_replied_at"] or message.created_at
        row["last_message_by_us"] = ours
        row["last_message_at"] = message.created_at
        # A reply that waits to go out shows its words to nobody yet.
        words = preview(message.reply_text or message.text, ours=ours)
        row["last_message_preview"] = words if message.public else ""
    return row
