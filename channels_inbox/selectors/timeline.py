"""A ticket's conversation as it is drawn: messages, the changes between them, and where the reader left off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_datetime
from django.utils.safestring import mark_safe

from accounts.models import User
from channels_inbox.models import Outbound
from channels_inbox.selectors.happenings import Happening, describe, rule_behind
from channels_inbox.selectors.people import customer_name
from helpdesk.lib.delivery import State
from helpdesk.lib.questions import Given, Question
from helpdesk.lib.rows import scalars
from tickets.downloads import SOUNDS
from tickets.mentions import marked
from tickets.models import Attachment, Event, Message, Ticket
from tickets.models.kinds import ChannelKind
from tickets.selectors import name_others

PAGE = 100
FOLD = 3


@dataclass(slots=True)
class Entry:
    """One thing in the timeline: a message, a run of changes, a change of channel, or the reader's mark."""

    kind: str
    seq: int = 0
    message: Any = None
    changes: list[Happening] = field(default_factory=list)

    @property
    def folds(self) -> bool:
        return len(self.changes) > FOLD


@dataclass(slots=True)
class Timeline:
    entries: list[Entry]
    # What to ask for to read what came earlier; empty when this is the beginning.
    earlier: str = ""
    # Whether something came or went further up, so that adding to the end is not enough.
    redraw: bool = False
    # Whether a merge or its end changed what can be written here, and took a draft along.
    recompose: bool = False


# A merge and its end: messages of another ticket appear, or leave.
_WEAVING = {"absorbed", "released"}
_RECOMPOSING = {*_WEAVING, "unmerged"}


def timeline(
    ticket: Any, user: User, *, after: int = 0, before: int = 0, beneath: int = 0, seen: int | None = None
) -> Timeline:
    """Return the last part of a ticket's timeline, or all after (live, catch-up) or a part before a position.

    With the messages of what was merged into it, by time. The ticket comes from `ticket_page`.
    """
    if after:
        found = name_others(_AFTER.ask(ticket=ticket.pk, after=after), user)
        entries = list(_entries(found, ticket, channel=_channel_before(ticket, after), seen=None))
        actions = {event.action for event in found}
        return Timeline(entries, redraw=bool(actions & _WEAVING), recompose=bool(actions & _RECOMPOSING))
    woven = ticket.sources or beneath
    if woven:
        found = list(_woven(ticket, beneath)[: PAGE + 1])
    elif before:
        found = _BEFORE.ask(ticket=ticket.pk, before=before)
    else:
        found = _LATEST.ask(ticket=ticket.pk)
    earlier = ""
    if len(found) > PAGE:
        last = found[PAGE - 1]
        earlier = f"beneath={last.pk}" if woven else f"before={last.seq}"
    page = name_others(found[:PAGE][::-1], user)
    upwards = before or beneath
    return Timeline(list(_entries(page, ticket, channel="", seen=None if upwards else seen)), earlier)


def _woven(ticket: Any, beneath: int) -> Any:
    """Return a ticket's events and the messages merged into it, newest first, from below an event on."""
    events = _loaded().filter(Q(ticket=ticket) | Q(ticket__in=ticket.sources, message__isnull=False))
    if beneath:
        mark = Event.objects.filter(pk=beneath).values("created_at")
        same = Q(created_at=Subquery(mark), pk__lt=beneath)
        events = events.filter(Q(created_at__lt=Subquery(mark)) | same)
    whose = Case(When(ticket=ticket.pk, then=None), default=F("ticket__number"))
    return events.annotate(from_number=whose).order_by("-created_at", "-pk")


_CHANNEL = """
SELECT m.channel FROM tickets_event e JOIN tickets_message m ON m.id = e.message_id
WHERE e.ticket_id = %s AND e.seq <= %s AND m.kind NOT IN ('note', 'side_out', 'side_in') ORDER BY e.seq DESC LIMIT 1
"""


def _channel_before(ticket: Ticket, seq: int) -> str:
    """Return the channel people were on at a position, so that a catch-up does not announce it again."""
    return next(iter(scalars(_CHANNEL, [ticket.pk, seq])), "")


def _deliveries(message: str) -> ArraySubquery:
    """Return what became of a message on its ways out, as an expression; `message` leads to it."""
    shown = ("state", "trouble", "due_at", "sent_at", "attempts", "receipt", "receipt_at")
    found = Outbound.objects.filter(message=OuterRef(message)).order_by("pk")
    return ArraySubquery(found.values(json=JSONObject(id="pk", **{field: field for field in shown})))


def _loaded() -> Any:
    files = Attachment.objects.filter(message=OuterRef("message"), inline=False).order_by("pk")
    shown = ("token", "name", "size", "content_type")
    return Event.objects.select_related("by_user", "message__author_user").annotate(
        customer=customer_name("by_customer"),
        # Null where a message has no HTML at all.
        remote=F("message__html_body__has_remote"),
        ways_out=_deliveries("message"),
        side=F("message__aside__side"),
        side_subject=F("message__aside__side__subject"),
        side_address=F("message__aside__side__address"),
        files=ArraySubquery(files.values(json=JSONObject(**{field: field for field in shown}))),
    )


_OF_TICKET = {"ticket": Given("ticket")}
_LATEST = Question(lambda: _loaded().filter(**_OF_TICKET).order_by("-seq")[: PAGE + 1])
_BEFORE = Question(lambda: _loaded().filter(**_OF_TICKET, seq__lt=Given("before")).order_by("-seq")[: PAGE + 1])
_AFTER = Question(lambda: _loaded().filter(**_OF_TICKET, seq__gt=Given("after")).order_by("seq"))


# On no wire of the customer's: they only borrow the ticket's.
_OFF_THE_WIRE = {Message.Kind.NOTE, Message.Kind.SIDE_OUT, Message.Kind.SIDE_IN}


def _entries(events: Sequence[Any], ticket: Ticket, *, channel: str, seen: int | None) -> Iterable[Entry]:
    marked = seen is None
    for is_message, run in groupby(events, key=lambda e: e.message_id is not None):
        if not is_message:
            changes = [describe(event) for event in run]
            yield Entry("changes", seq=changes[-1].seq, changes=changes)
            continue
        for event in run:
            message = event.message
            if message.kind not in _OFF_THE_WIRE and message.channel != channel:
                channel = message.channel
                yield Entry("wire", seq=event.seq, message=message)
            if not marked and seen is not None and event.seq > seen and event.ticket_id == ticket.pk:
                marked = True
                yield Entry("newline", seq=event.seq)
            yield Entry("message", seq=event.seq, message=_dressed(event))


def _dressed(event: Any) -> Message:
    """Give a message what its partial draws beside its own fields."""
    message = event.message
    author = message.author_user
    message.rule = "" if author else rule_behind(event)
    # A call's recording is filed by the desk itself.
    message.writer = str(author) if author else message.rule or (event.customer if event.by_customer_id else "The desk")
    html: str = message.as_html()
    if names := event.particulars.get("mentioned_as"):
        html = marked(html, names)
    message.shown_text = mark_safe(html)  # noqa: S308
    message.has_html = event.remote is not None
    message.remote = bool(event.remote)
    message.states = [_delivery(d) for d in event.ways_out]
    message.shown_files = [{**file, "plays": file["content_type"] in SOUNDS} for file in event.files]
    # The ticket it was merged from, where events of several are woven together.
    message.merged_from = getattr(event, "from_number", None)
    message.side, message.side_subject, message.side_address = event.side, event.side_subject, event.side_address
    message.channel_name = ChannelKind(message.channel).label
    message.shape = {
        Message.Kind.INBOUND: "msg--customer",
        Message.Kind.REPLY: "msg--agent",
        Message.Kind.NOTE: "msg--note",
        Message.Kind.SYSTEM: "msg--bot",
        Message.Kind.SIDE_OUT: "msg--side",
        Message.Kind.SIDE_IN: "msg--side",
    }[message.kind]
    return message


_AGAIN = {State.FAILED: "Try again", State.BOUNCED: "Try again", State.UNCERTAIN: "Send again"}


def _delivery(found: dict[str, Any]) -> dict[str, Any]:
    """Add when it was sent or will be tried, and what a person can do about it."""
    at = found["receipt_at"] or found["sent_at"] or found["due_at"]
    waits = found["state"] == State.QUEUED and not found["attempts"]
    return {
        **found,
        "at": parse_datetime(at) if at else None,
        "again": _AGAIN.get(found["state"]),
        "waits": waits,
        "receipt": found["receipt"].capitalize(),
    }


_DELIVERED = Question(
    lambda: (
        Message.objects.filter(**_OF_TICKET, deliveries__isnull=False)
        .distinct()
        .annotate(ways_out=_deliveries("pk"))
        .order_by("-pk")[:5]
    )
)


def delivered(ticket: Ticket) -> list[Any]:
    """Return the latest messages that went out, so that a live page shows what became of them."""
    messages: list[Any] = _DELIVERED.ask(ticket=ticket.pk)
    for message in messages:
        message.states = [_delivery(found) for found in message.ways_out]
    return messages


def dressed_messages(events: Sequence[Event]) -> list[Message]:
    """Return the messages of these events as they are drawn, in the same order."""
    found = {event.pk: event for event in _loaded().filter(pk__in=[event.pk for event in events])}
    return [_dressed(found[event.pk]) for event in events]
