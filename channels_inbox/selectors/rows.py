"""One page of a list: fifty rows with all they draw, in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, OuterRef, Q, Subquery

from accounts.models import User
from channels_inbox.selectors import cursor
from channels_inbox.selectors.desk_views import DUE, WAITING, WAKES, DeskView
from channels_inbox.selectors.people import customer_name
from channels_inbox.selectors.rights import Rights, rights_of
from helpdesk.lib.search import Word
from tickets.models import Tag, Ticket, Visit
from tickets.querysets import TicketQuerySet
from tickets.search import Found, find
from tickets.search.snippets import Snippet

PAGE = 50
# Orders that begin with the oldest moment; the others begin with the latest message.
_OLDEST = {WAITING: "waiting_since", DUE: "sla_due_at", WAKES: "snoozed_until"}


@dataclass(slots=True)
class Page:
    """`after` is the next page's cursor, empty at the end. There is no total: counting would cost more than reading.

    `found` is how a search was read, where there was one.
    """

    rows: list[dict[str, Any]] = field(default_factory=list)
    after: str = ""
    found: Found | None = None


def page_of(view: DeskView, user: User, *, sort: str, after: str = "", sought: str = "") -> Page:
    """Return one page of a list in keyset order: each page costs what the first one costs."""
    place = cursor.decode(after) if after else None
    search = find(view.tickets(user), sought, by=user) if sought else None
    if search:
        read = list(_ordered(search.tickets, view, user, sort, place, search.words))
    elif place:
        read = list(_ordered(view.tickets(user), view, user, sort, place))
    else:
        read = _first_page(rights_of(user), view, sort)
    page = Page(rows=read[:PAGE], found=search)
    if len(read) > PAGE:
        last = read[PAGE - 1]
        page.after = cursor.encode(last[_OLDEST.get(sort, "last_message_at")], last["id"])
    return page


def _first_page(rights: Rights, view: DeskView, sort: str) -> list[dict[str, Any]]:
    """Read the page everybody looks at most. Its statement is kept: writing it takes longer than running it."""
    sql, values, columns = _compiled(rights, view, sort)
    if not sql:
        return []
    with connection.cursor() as db:
        db.execute(sql, values)
        return [dict(zip(columns, row, strict=True)) for row in db.fetchall()]


@lru_cache(maxsize=2048)
def _compiled(rights: Rights, view: DeskView, sort: str) -> tuple[str, tuple[Any, ...], tuple[str, ...]]:
    user = rights.user
    query = _ordered(view.tickets(user), view, user, sort, None).query
    try:
        sql, values = query.sql_with_params()
    except EmptyResultSet:  # Nothing can fit: “my teams” of somebody in none.
        return "", (), ()
    return sql, values, (*query.values_select, *query.annotation_select)


def _ordered(
    tickets: TicketQuerySet,
    view: DeskView,
    user: User,
    sort: str,
    place: tuple[datetime, int] | None,
    words: Sequence[Word] = (),
) -> Any:
    """Return the rows from a place on, one more than a page.

    Which tickets is decided from the ticket's own columns and in its index's order; what their rows show is
    joined to the few that are left. In one step the planner at times joins all there are and sorts them.
    """
    if oldest := _OLDEST.get(sort):
        order: tuple[str, ...] = (oldest, "id")
        tickets = tickets.filter(**{f"{oldest}__isnull": False})
        if place:
            later = Q(**{f"{oldest}__gt": place[0]}) | Q(id__gt=place[1])
            tickets = tickets.filter(later, **{f"{oldest}__gte": place[0]})
    else:
        order = ("-last_message_at", "-id")
        if place:
            earlier = Q(last_message_at__lt=place[0]) | Q(id__lt=place[1])
            tickets = tickets.filter(earlier, last_message_at__lte=place[0])
    page = tickets.order_by(*view.constant, *order)[: PAGE + 1]
    return _drawn(Ticket.objects.filter(pk__in=page.values("pk")).order_by(*order), user, words)


def _drawn(tickets: TicketQuerySet, user: User, words: Sequence[Word]) -> Any:
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
        "sla_due_at",
        "sla_state",
        "sla_metric",
        "snoozed_until",
        status_name=F("status__name"),
        who=customer_name("requester"),
        assignee_name=F("assignee__name"),
        assignee_email=F("assignee__email"),
        tag_names=ArraySubquery(tags),
        seen=Subquery(seen),
        **({"snippet": Snippet(words)} if words else {}),
    )
