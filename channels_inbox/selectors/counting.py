"""How many tickets lists hold that people made: one statement, in it one walk of the unfinished tickets for most."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count

from channels_inbox.selectors.capped import CAP
from channels_inbox.selectors.desk_views import DeskView
from channels_inbox.selectors.rights import Rights
from tickets.models import Ticket

# From so many on, reading each unfinished ticket once is cheaper than an index for each list.
_TOGETHER = 3

Statement = tuple[str, tuple[Any, ...]]


def count(rights: Rights, views: list[DeskView]) -> dict[str, int]:
    """Return by slug how many tickets each view holds, at most CAP. None of them asks for finished tickets."""
    alone = {view: _alone(rights, view) for view in views}
    plain = tuple(view for view, (sql, _) in alone.items() if view.fits and _reads_tickets_only(sql))
    parts = [_together(rights, plain)] if len(plain) >= _TOGETHER else []
    parts += [statement for view, statement in alone.items() if not (parts and view in plain)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(sql for sql, _ in parts), [v for _, values in parts for v in values])
        return dict(cursor.fetchall())


@lru_cache(maxsize=4096)
def _alone(rights: Rights, view: DeskView) -> Statement:
    try:
        sql, values = view.tickets(rights.user).order_by().values("pk")[:CAP].query.sql_with_params()
    except EmptyResultSet:  # Nothing can fit: “my teams” of somebody in none.
        return "SELECT %s, 0", (view.slug,)
    # Not built from anybody's words: Django compiled it, values travel apart.
    return f"SELECT %s, count(*) FROM ({sql}) capped", (view.slug, *values)  # noqa: S608


def _reads_tickets_only(sql: str) -> bool:
    """Tell whether a count asks no other table: one that does is better off with that table's own index."""
    return sql.count("SELECT") == 2 and " JOIN " not in sql


@lru_cache(maxsize=512)
def _together(rights: Rights, views: tuple[DeskView, ...]) -> Statement:
    tickets = Ticket.objects.visible_to(rights.user).unfinished().awake().order_by()
    query = tickets.query.chain()
    query.default_cols = False
    for place, fits in enumerate([view.fits(rights.user) for view in views if view.fits]):
        query.add_annotation(Count("pk", filter=fits), f"n{place}")
    sql, values = query.sql_with_params()
    rows = ", ".join(f"(%s, made.n{place})" for place in range(len(views)))
    return (
        f"SELECT list.slug, least(list.n, {CAP}) FROM ({sql}) made, LATERAL (VALUES {rows}) list (slug, n)",  # noqa: S608
        (*values, *(view.slug for view in views)),
    )
