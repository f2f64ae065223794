"""What the help centre's pages read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet
from django.utils.dateparse import parse_datetime

from accounts.models import User
from channels_inbox.models import Channel
from channels_inbox.portal.access import Access
from tickets.models import Attachment, Event, Message, Ticket
from tickets.models.kinds import ChannelKind

PAGE = 25
# What a customer is told of a ticket's course; everything else is the house's own business.
_TOLD = ["resolved", "closed", "reopened"]


@dataclass(frozen=True, slots=True)
class Page:
    tickets: list[Ticket]
    # Where the next page begins, or empty on the last.
    after: str


def requests_of(user: User, *, after: str = "") -> Page:
    """Return the user's own requests, the latest news first, one page from a cursor `after` (keyset, no counting)."""
    rows = Ticket.objects.visible_to(user).filter(requester__user=user).select_related("status")
    mark = _read_cursor(after)
    if mark:
        at, pk = mark
        rows = rows.filter(Q(last_message_at__lt=at) | Q(last_message_at=at, pk__lt=pk))
    found = list(rows.order_by("-last_message_at", "-pk")[: PAGE + 1])
    page = found[:PAGE]
    return Page(page, _cursor(page[-1]) if len(found) > PAGE else "")


def _cursor(ticket: Ticket) -> str:
    return f"{ticket.last_message_at.isoformat()}_{ticket.pk}"


def _read_cursor(cursor: str) -> tuple[datetime, int] | None:
    at, _, pk = cursor.partition("_")
    try:
        moment = parse_datetime(at)
    except ValueError:
        return None
    return (moment, int(pk)) if moment and moment.tzinfo and pk.isascii() and pk.isdigit() and len(pk) < 19 else None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a request's page: a message, or something that happened (message empty)."""

    at: datetime
    message: Message | None
    event: Event | None
    mine: bool


def timeline(access: Access) -> list[Entry]:
    """Return what the reader may see of their request, oldest first: public messages and a few plain events."""
    messages = (
        access.said()
        .select_related("author_user", "author_customer")
        .prefetch_related(
            Prefetch("attachments", queryset=Attachment.objects.order_by("pk")), "author_customer__identities"
        )
    )
    events = Event.objects.filter(ticket=access.ticket, action__in=_TOLD)
    return sorted([*_messages(messages, access), *_events(events, access)], key=lambda e: e.at)


def _messages(rows: QuerySet[Message], access: Access) -> Iterator[Entry]:
    for row in rows.order_by("created_at", "pk"):
        yield Entry(row.created_at, row, None, row.author_customer_id == access.customer.pk)


def _events(rows: QuerySet[Event], access: Access) -> Iterator[Entry]:
    for row in rows.order_by("seq"):
        yield Entry(row.created_at, None, row, row.by_customer_id == access.customer.pk)


def contact_channel() -> Channel:
    """Return the contact form's channel."""
    # Migrations bring it; made again when somebody removed it, because a question must not be lost for that.
    return Channel.objects.get_or_create(
        slug="contact", defaults={"kind": ChannelKind.WEB_FORM, "name": "Contact form"}
    )[0]


def mail_address() -> str:
    """Return the address people may write to, or an empty text."""
    open_to_mail = Channel.objects.filter(kind=ChannelKind.EMAIL, paused_at=None).exclude(address="")
    return open_to_mail.order_by("pk").values_list("address", flat=True).first() or ""
