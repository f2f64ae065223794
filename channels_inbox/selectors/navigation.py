"""The list of lists with its counts: one statement, and another for those people made, when their numbers are old."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import CharField, OuterRef, QuerySet, Value
from django.db.models.functions import Concat
from django.urls import reverse

from accounts.models import User
from channels_inbox.models import Inbound
from channels_inbox.selectors.capped import CAP, CappedCount, shown
from channels_inbox.selectors.desk_views import TEAM, VIEWS, DeskView, team_view, teams_of
from channels_inbox.selectors.rights import Rights, rights_of
from channels_inbox.selectors.saved_views import SAVED, counts_of, desk_view, told
from tickets.models import Ticket

QUARANTINE = "quarantine"
# The newest event of all: saved views are counted anew when there is a newer one.
_EVENT = "event"
# The custom fields in use: a view that asks for another is broken.
_FIELDS = "fields"


@dataclass(frozen=True, slots=True)
class NavItem:
    """A line of the views pane. `count` is None where none is kept."""

    view: DeskView
    count: int | None

    @property
    def href(self) -> str:
        return _address(self.view.slug)

    @property
    def shown(self) -> str:
        return shown(self.count) if self.count else ""

    @property
    def is_unread(self) -> bool:
        """Whether the number asks to be looked at: work nobody else will take."""
        return bool(self.count) and self.view.slug in {"mine", "unassigned", "waiting-for-us", QUARANTINE}


class Navigation(dict[str, NavItem]):
    """The lists by slug. `old` tells that a number may be some seconds older than the tickets."""

    def __init__(self, items: dict[str, NavItem], old: bool) -> None:
        super().__init__(items)
        self.old = old


@lru_cache(maxsize=256)
def _address(slug: str) -> str:
    return reverse("agent_view", args=[slug])


def navigation(user: User, *, recount: bool = True) -> Navigation:
    """Return every list this person has with its capped count, by slug, in the order shown.

    Without `recount` those that people made are not counted: for answers that do not draw them.
    """
    counts: dict[str, int | None] = {}
    teams: list[DeskView] = []
    saved: list[tuple[str, str, str]] = []
    known = ""
    for slug, name, icon, count in _read(user):
        counts[slug] = count
        if slug.startswith(TEAM):
            teams.append(team_view(slug, name, icon))
        elif slug.startswith(SAVED):
            saved.append((slug, name, icon))
        elif slug == _FIELDS:
            known = name
    made = [desk_view(*row, known) for row in saved]
    old = False
    if made:
        found, old = counts_of(user, made, event=counts[_EVENT] or 0) if recount else ({}, True)
        counts |= {view.slug: found.get(view.slug) for view in made}
    lists = [v for v in VIEWS.values() if not v.group] + teams + made + [v for v in VIEWS.values() if v.group]
    items = {view.slug: NavItem(view, counts.get(view.slug)) for view in lists}
    if user.is_admin:
        view = DeskView(QUARANTINE, "Quarantine", "mail-x", "By state", VIEWS["open"].tickets)
        items[QUARANTINE] = NavItem(view, counts.get(QUARANTINE, 0))
    return Navigation(items, old)


def grouped(items: Iterable[NavItem]) -> list[tuple[str, list[NavItem]]]:
    """Return the lists under their headings."""
    return [(name, list(lines)) for name, lines in groupby(items, key=lambda item: item.view.group)]


def _read(user: User) -> Iterator[tuple[str, str, str, int]]:
    """Ask for all counts at once: one round trip, each part stops at the cap."""
    sql, values = _compiled(rights_of(user))
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        yield from cursor.fetchall()


@lru_cache(maxsize=512)
def _compiled(rights: Rights) -> tuple[str, tuple[Any, ...]]:
    """Return the statement for one set of rights: the ORM takes longer to write it than the database to answer."""
    statements = list(_statements(rights.user))
    return " UNION ALL ".join(sql for sql, _ in statements), tuple(v for _, values in statements for v in values)


def _statements(user: User) -> Iterator[tuple[str, list[Any]]]:
    yield f"SELECT '{_EVENT}', '', '', coalesce(max(id), 0) FROM tickets_event", []  # noqa: S608
    keys = "SELECT key FROM tickets_customfield WHERE retired_at IS NULL ORDER BY key"
    yield f"SELECT '{_FIELDS}', array_to_string(ARRAY({keys}), ','), '', 0", []
    sql, params = told(user).query.sql_with_params()
    yield f"({sql})", list(params)
    for view in VIEWS.values():
        if view.counted:
            yield _count(view.slug, view.tickets(user))
    if user.is_admin:
        yield _count(QUARANTINE, Inbound.objects.filter(state=Inbound.State.QUARANTINED))
    if user.ticket_scope == user.TicketScope.ASSIGNED and not user.is_admin:
        return  # They have no team lists.
    open_in_team = Ticket.objects.visible_to(user).unfinished().awake().filter(team=OuterRef("pk"))
    teams = teams_of(user).annotate(
        list=Concat(Value(TEAM), "slug", output_field=CharField()), open=CappedCount(open_in_team)
    )
    sql, params = teams.values_list("list", "name", "icon", "open").query.sql_with_params()
    # In brackets, because it brings its own order.
    yield f"({sql})", list(params)


def _count(slug: str, rows: QuerySet[Any]) -> tuple[str, list[Any]]:
    sql, params = rows.order_by().values("pk")[:CAP].query.sql_with_params()
    # Not built from anybody's words: Django compiled it, values travel apart.
    return f"SELECT %s, '', '', count(*) FROM ({sql}) capped", [slug, *params]  # noqa: S608
