"""One page of a list: fifty rows with all they draw, in one statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from accounts.models import User
from channels_inbox.selectors import cursor
from channels_inbox.selectors.desk_views import WAITING
from channels_inbox.selectors.people import customer_name
from helpdesk.templatetags.desk import exact_time, short_time
from tickets.models import Tag, Visit
from tickets.models.kinds import ACTIVE, UNFINISHED, Category, Priority
from tickets.querysets import TicketQuerySet

PAGE = 50
_WAITS = {Category.WAITING_CUSTOMER.value, Category.WAITING_THIRD_PARTY.value}
_PRIORITY = {
    Priority.LOW: ("chevron-down", "Low", ""),
    Priority.NORMAL: ("equal", "Normal", ""),
    Priority.HIGH: ("chevron-up", "High", ""),
    Priority.URGENT: ("chevrons-up", "Urgent", "prio--urgent"),
}


@dataclass(slots=True)
class Page:
    """`after` is the next page's cursor, empty at the end. There is no total: counting would cost more than reading."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    after: str = ""


def page_of(tickets: TicketQuerySet, user: User, *, sort: str, after: str = "") -> Page:
    """Return one page in keyset order: each page costs what the first one costs."""
    place = cursor.decode(after) if after else None
    if sort == WAITING:
        tickets = tickets.exclude(waiting_since=None).order_by("waiting_since", "id")
        if place:
            tickets = tickets.filter(waiting_since__gte=place[0]).filter(
                Q(waiting_since__gt=place[0]) | Q(id__gt=place[1])
            )
    else:
        tickets = tickets.order_by("-last_message_at", "-id")
        if place:
            tickets = tickets.filter(last_message_at__lte=place[0]).filter(
                Q(last_message_at__lt=place[0]) | Q(id__lt=place[1])
            )
    found = list(_drawn(tickets, user)[: PAGE + 1])
    page = Page(rows=draw(found[:PAGE]))
    if len(found) > PAGE:
        last = found[PAGE - 1]
        page.after = cursor.encode(last["waiting_since" if sort == WAITING else "last_message_at"], last["id"])
    return page


def _drawn(tickets: TicketQuerySet, user: User) -> Any:
    """Add what a row shows. Subqueries run for the rows of the page alone, after the limit."""
    tags = Tag.objects.filter(tickets=OuterRef("pk")).order_by("name").values("name")[:2]
    seen = Visit.objects.filter(user=user, ticket=OuterRef("pk")).values("seen_seq")
    return tickets.values(
        "id",
        "number",
        "subject",
        "category",
        "priority",
        "channel",
        "seq",
        "last_message_at",
        "last_message_preview",
        "last_message_by_us",
        "waiting_since",
        status_name=F("status__name"),
        who=customer_name("requester"),
        assignee_name=F("assignee__name"),
        assignee_email=F("assignee__email"),
        tag_names=ArraySubquery(tags),
        seen=Subquery(seen),
    )


def draw(found: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Turn rows into what the template writes, so that it only writes."""
    now = timezone.now()
    for row in found:
        row["prio_icon"], row["prio_word"], row["prio_class"] = _PRIORITY[row["priority"]]
        row["unread"] = _unread(row)
        row["time"] = short_time(row["last_message_at"])
        row["exact"] = exact_time(row["last_message_at"])
        row["owner"] = row["assignee_name"] or row["assignee_email"] or ""
        row["waits"] = row["category"] in _WAITS
        row["finished"] = row["category"] not in UNFINISHED
        since = row["waiting_since"]
        row["waited"] = elapsed(since, now) if since and row["category"] in ACTIVE else ""
        row["since"] = since.isoformat(timespec="seconds") if row["waited"] else ""
    return list(found)


def _unread(row: dict[str, Any]) -> bool:
    """Tell whether something happened since this person looked; never-opened work counts when it is the customer's."""
    if row["seen"] is not None:
        return bool(row["seen"] < row["seq"])
    return row["category"] in UNFINISHED and not row["last_message_by_us"]


def elapsed(since: datetime, now: datetime) -> str:
    """Write a wait in its two largest useful units: 12m, 2h 10m, 3d."""
    minutes = max(0, int((now - since).total_seconds()) // 60)
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        return f"{hours // 24}d"
    if hours >= 10:
        return f"{hours}h"
    return f"{hours}h {rest}m" if hours else f"{rest}m"


