"""One page of a list: fifty rows with all they draw, in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, Subquery

from accounts.models import User
from channels_inbox.selectors import cursor
from channels_inbox.selectors.desk_views import WAITING
from channels_inbox.selectors.people import customer_name
from tickets.models import Tag, Visit
from tickets.querysets import TicketQuerySet

PAGE = 50


@dataclass(slots=True)
class Page:
    """`after` is the next page's cursor, empty at the end. There is no total: counting would cost more than reading."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    after: str = ""


def page_of(tickets: TicketQuerySet, user: User, *, sort: str, after: str = "", constant: Sequence[str] = ()) -> Page:
    """Return one page in keyset order: each page costs what the first one costs."""
    place = cursor.decode(after) if after else None
    if sort == WAITING:
        tickets = tickets.exclude(waiting_since=None).order_by("waiting_since", "id")
        if place:
            tickets = tickets.filter(waiting_since__gte=place[0]).filter(
                Q(waiting_since__gt=place[0]) | Q(id__gt=place[1])
            )
    else:
        tickets = tickets.order_by(*constant, "-last_message_at", "-id")
        if place:
            tickets = tickets.filter(last_message_at__lte=place[0]).filter(
                Q(last_message_at__lt=place[0]) | Q(id__lt=place[1])
            )
    found = list(_drawn(tickets, user)[: PAGE + 1])
    page = Page(rows=found[:PAGE])
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
        "assignee_id",
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
