"""Lists people made: from a stored tree of conditions to a list of the desk, and how many tickets it holds."""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.core.cache import cache
from django.db.models import CharField, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat, JSONObject
from redis.exceptions import RedisError

from accounts.models import User
from channels_inbox.selectors.counting import count
from channels_inbox.selectors.desk_views import DeskView
from channels_inbox.selectors.rights import Rights, rights_of
from tickets.conditions import as_q, fields
from tickets.conditions.custom import PREFIX
from tickets.models import CustomField, SavedView, Ticket
from tickets.querysets import TicketQuerySet
from tickets.saved_views import broken, tickets_of

log = logging.getLogger(__name__)

SAVED = "saved-"
GROUP = "Saved views"
# In the list of lists; the others are a click away, and nobody counts them.
SHOWN = 20
# Seconds a count is shown while tickets change, and while nothing does.
_RECOUNT, _RECHECK = 2.0, 30.0
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


def custom_fields() -> str:
    """Return what decides whether a view's fields are still there, as the list of lists reads it."""
    return ",".join(CustomField.objects.in_use().order_by("key").values_list("key", flat=True))


def one(user: User, slug: str) -> DeskView | None:
    """Return a view that is not in the list: one of many, or another team's that an administrator looks at."""
    number = slug.removeprefix(SAVED)
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        return None
    view = SavedView.objects.visible_to(user).filter(pk=int(number)).first()
    return of(view, custom_fields()) if view else None


def of(view: SavedView, known: str) -> DeskView:
    """Return a stored or half-made view as a list of the desk; `known` is what `custom_fields` says."""
    parts = json.dumps({name: getattr(view, name) for name in _PARTS})
    return desk_view(f"{SAVED}{view.pk}", view.name, parts, known)


def desk_view(slug: str, name: str, parts: str, known: str) -> DeskView:
    moving = any(f'"{key}"' in parts for key in _moving())
    # “Two hours ago” is another moment each minute, so a kept statement serves no longer than that.
    return _desk_view(slug, name, parts, known if PREFIX in parts else "", int(time.time() // 60) if moving else 0)


@lru_cache(maxsize=1)
def _moving() -> frozenset[str]:
    """Return words of a tree whose meaning changes by itself: times, and whoever looks."""
    return frozenset({"me", "passed", "ahead", *(key for key, field in fields().items() if field.moves_with_time)})


@lru_cache(maxsize=2048)
def _desk_view(slug: str, name: str, parts: str, known: str, minute: int) -> DeskView:
    view = json.loads(parts)
    why = broken(view["conditions"])

    def tickets(user: User) -> TicketQuerySet:
        if why:
            return Ticket.objects.none()
        return tickets_of(view["conditions"], finished=view["finished"], user=user)

    return DeskView(
        slug,
        name,
        "triangle-alert" if why else view["icon"],
        GROUP,
        tickets,
        fits=None if why else lambda user: as_q(view["conditions"], user),
        sort=view["sort"],
        counted=not view["finished"] and not why,
        empty="No ticket fits at the moment.",
        edition=f"{minute}.{hashlib.sha256((parts + known).encode()).hexdigest()[:16]}",
        broken=why,
        shared='"me"' not in parts,
        saved=view["pk"] or 0,
        owner=view["owner_id"] or 0,
    )


def counts_of(user: User, views: Iterable[DeskView], *, event: int) -> tuple[dict[str, int], bool]:
    """Return how many tickets each view holds, at most CAP, and whether a number may be older than the last change.

    `event` is the newest event of all: while it stays the same, so do the numbers, but for time passing. While
    tickets change a number is counted anew every other second, once for all who see the same.
    """
    rights, now = rights_of(user), time.time()
    keys = {view.slug: _key(view, rights) for view in views if view.counted}
    found: dict[str, int] = {}
    old = False
    for slug, (at, last, number) in _kept(keys).items():
        age = now - at
        if age < _RECOUNT or (last == event and age < _RECHECK):
            found[slug] = number
            old = old or last != event
    if missing := [view for view in views if view.slug in keys and view.slug not in found]:
        counted = count(rights, missing)
        _keep({keys[slug]: (now, event, number) for slug, number in counted.items()})
        found |= counted
    return found, old


def _key(view: DeskView, rights: Rights) -> str:
    user = rights.user
    everything = user.is_active and (user.is_admin or (user.is_agent and user.ticket_scope == user.TicketScope.ALL))
    teams = "-".join(map(str, rights.teams))
    whose = "all" if everything and view.shared else f"{rights.pk}.{rights.role}.{rights.scope}.{rights.active}.{teams}"
    return f"view-count:{view.slug}:{view.edition}:{whose}"


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
