"""Lists people made: from a stored tree of conditions to a list of the desk, and how many tickets it holds."""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from django.core.cache import cache
from django.core.exceptions import EmptyResultSet, FieldError
from django.db import connection
from django.db.models import CharField, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat, JSONObject
from redis.exceptions import RedisError

from accounts.models import User
from channels_inbox.selectors.capped import CAP
from channels_inbox.selectors.desk_views import DeskView
from channels_inbox.selectors.rights import Rights, rights_of
from tickets.conditions import Use, as_q, fields
from tickets.models import SavedView, Ticket
from tickets.querysets import TicketQuerySet

log = logging.getLogger(__name__)

SAVED = "saved-"
GROUP = "Saved views"
# In the list of lists; the others are a click away, and nobody counts them.
SHOWN = 20
# Seconds a count is shown while tickets change, and while nothing does.
_RECOUNT, _RECHECK = 2.0, 30.0
_NOTHING = Q(pk__in=())
_PARTS = ("pk", "owner_id", "icon", "conditions", "finished", "sort", "version")


def told(user: User) -> QuerySet[Any, Any]:
    """Return the views in somebody's list as (slug, name, all the rest as JSON, 0): rows for another statement."""
    parts = JSONObject(**{name: name for name in _PARTS})
    return (
        SavedView.objects.shown_to(user)
        .annotate(
            slug=Concat(Value(SAVED), Cast("pk", CharField()), output_field=CharField()),
            told=Cast(parts, TextField()),
            none=Value(0),
        )
        .values_list("slug", "name", "told", "none")[:SHOWN]
    )


def one(user: User, slug: str) -> DeskView | None:
    """Return a view that is not in the list: one of many, or another team's that an administrator looks at."""
    number = slug.removeprefix(SAVED)
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        return None
    view = SavedView.objects.visible_to(user).filter(pk=int(number)).first()
    return of(view) if view else None


def of(view: SavedView) -> DeskView:
    """Return a stored or half-made view as a list of the desk."""
    return desk_view(f"{SAVED}{view.pk}", view.name, json.dumps({name: getattr(view, name) for name in _PARTS}))


def desk_view(slug: str, name: str, parts: str) -> DeskView:
    moving = '"me"' in parts or any(f'"{key}"' in parts for key, field in fields().items() if field.moves_with_time)
    # “Two hours ago” is another moment each minute, so a kept statement serves no longer than that.
    return _desk_view(slug, name, parts, int(time.time() // 60) if moving else 0)


@lru_cache(maxsize=2048)
def _desk_view(slug: str, name: str, parts: str, minute: int) -> DeskView:
    view = json.loads(parts)
    tree, finished = view["conditions"], view["finished"]

    def tickets(user: User) -> TicketQuerySet:
        seen = Ticket.objects.visible_to(user)
        fitting = _NOTHING if broken else as_q(tree, user)
        return (seen if finished else seen.unfinished().awake()).filter(fitting)

    broken = ""
    broken = _broken(tree, tickets)
    return DeskView(
        slug,
        name,
        "triangle-alert" if broken else view["icon"],
        GROUP,
        tickets,
        sort=view["sort"],
        counted=not finished and not broken,
        empty="No ticket fits at the moment.",
        edition=f"{minute}.{hashlib.sha256(parts.encode()).hexdigest()[:16]}",
        broken=broken,
        shared='"me"' not in parts,
        saved=view["pk"] or 0,
        owner=view["owner_id"] or 0,
    )


def _broken(tree: Any, tickets: Any) -> str:
    """Say why a view cannot be read any more; empty when it can."""
    try:
        gone = [name for name in _names(tree) if name not in fields() or Use.VIEW not in fields()[name].uses]
        if gone:
            return f"It asks for “{gone[0]}”, a field that is gone."
        str(tickets(User(role=User.Role.ADMIN, pk=0)).query)
    except EmptyResultSet:
        return ""
    except (LookupError, TypeError, ValueError, AttributeError, FieldError):
        return "Its conditions cannot be read."
    return ""


def _names(tree: Any) -> Iterator[str]:
    """Yield the keys of the fields a tree asks for."""
    for item in tree.get("conditions", []):
        if "conditions" in item:
            yield from _names(item)
        else:
            yield item["field"]


def counts_of(user: User, views: Iterable[DeskView], *, event: int) -> tuple[dict[str, int], bool]:
    """Return how many tickets each view holds, at most CAP, and whether a number may be older than the last change.

    `event` is the newest event of all: while it stays the same, so do the numbers, but for time passing. While
    tickets change a number is counted anew every other second, once for all who see the same.
    """
    rights, now = rights_of(user), time.time()
    keys = {view.slug: _key(view, rights) for view in views if view.counted}
    found: dict[str, int] = {}
    old = False
    for slug, (at, last, count) in _kept(keys).items():
        age = now - at
        if age < _RECOUNT or (last == event and age < _RECHECK):
            found[slug] = count
            old = old or last != event
    if missing := [view for view in views if view.slug in keys and view.slug not in found]:
        counted = _count(rights, missing)
        _keep({keys[slug]: (now, event, count) for slug, count in counted.items()})
        found |= counted
    return found, old


def _key(view: DeskView, rights: Rights) -> str:
    user = rights.user
    everything = user.is_active and (user.is_admin or (user.is_agent and user.ticket_scope == user.TicketScope.ALL))
    teams = "-".join(map(str, rights.teams))
    whose = "all" if everything and view.shared else f"{rights.pk}.{rights.role}.{rights.scope}.{rights.active}.{teams}"
    return f"view-count:{view.slug}:{view.edition}:{whose}"


def _count(rights: Rights, views: list[DeskView]) -> dict[str, int]:
    parts = [_compiled(rights, view) for view in views]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(sql for sql, _ in parts), [v for _, values in parts for v in values])
        return dict(cursor.fetchall())


@lru_cache(maxsize=4096)
def _compiled(rights: Rights, view: DeskView) -> tuple[str, tuple[Any, ...]]:
    try:
        sql, values = view.tickets(rights.user).order_by().values("pk")[:CAP].query.sql_with_params()
    except EmptyResultSet:  # Nothing can fit: “my teams” of somebody in none.
        return "SELECT %s, 0", (view.slug,)
    # Not built from anybody's words: Django compiled it, values travel apart.
    return f"SELECT %s, count(*) FROM ({sql}) capped", (view.slug, *values)  # noqa: S608


def _kept(keys: dict[str, str]) -> dict[str, tuple[float, int, int]]:
    try:
        kept = cache.get_many(keys.values()) if keys else {}
    except RedisError as error:
        log.warning("Counts are not kept: %s", type(error).__name__)
        return {}
    return {slug: kept[key] for slug, key in keys.items() if key in kept}


def _keep(counted: dict[str, tuple[float, int, int]]) -> None:
    try:
        cache.set_many(counted, timeout=60)
    except RedisError as error:
        log.warning("Counts are not kept: %s", type(error).__name__)
