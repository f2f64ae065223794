"""What is wrong right now, kept beside the database: every page may say so, and none asks the database for it.

The rows are the truth. The copy is written after each change of an incident and once a minute; a page that finds
none says nothing.
"""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass
from datetime import datetime

from django.core.cache import cache
from django.db import transaction
from django.db.models import Q
from redis.exceptions import RedisError

from helpdesk.lib.advisory import Lock, alone
from knowledgebase.audience import Audience, Reader
from knowledgebase.models import Incident, Visibility

log = logging.getLogger(__name__)

KEY = "incidents:ongoing"
# Longer than several beats: what nobody renews any more is not shown for ever.
SECONDS = 600
MOST = 5
# Of those that only some may read more are kept: each of them sees their own.
CHOSEN = 50


@dataclass(frozen=True, slots=True)
class Ongoing:
    """An incident that is published and not resolved, as banners show it."""

    pk: int
    title: str
    status: str
    impact: str
    visibility: str
    organizations: tuple[int, ...]
    started_at: datetime
    path: str


def ongoing(user: Reader) -> list[Ongoing]:
    """Return the incidents a person may hear of, the worst news first as the page has it."""
    found = _kept()
    return _seen(found, Audience.of(user))[:MOST] if found else []


def keep_ongoing() -> None:
    """Write the copy anew from the rows. One at a time: of two the later must be the newer."""
    with alone(Lock.ONGOING):
        _keep(_rows())


def _rows() -> list[Incident]:
    going_on = Incident.objects.incidents().published().open().order_by("-started_at", "-pk")
    going_on = going_on.prefetch_related("organizations")
    public = Q(visibility=Visibility.PUBLIC)
    rows = [*going_on.filter(public)[:MOST], *going_on.exclude(public)[:CHOSEN]]
    return sorted(rows, key=lambda row: (row.started_at, row.pk), reverse=True)


def _keep(rows: list[Incident]) -> None:
    found = [
        Ongoing(
            pk=row.pk,
            title=row.title,
            status=row.get_status_display(),
            impact=row.impact,
            visibility=row.visibility,
            organizations=tuple(one.pk for one in row.organizations.all()),
            started_at=row.started_at,
            path=row.get_absolute_url(),
        )
        for row in rows
    ]
    try:
        cache.set(KEY, [asdict(one) for one in found], SECONDS)
    except RedisError as error:
        log.warning("What is wrong right now could not be kept (%s); the beat tries again.", type(error).__name__)


def keep_after_commit() -> None:
    transaction.on_commit(keep_ongoing)


def _kept() -> list[Ongoing]:
    try:
        return [Ongoing(**one) for one in cache.get(KEY) or ()]
    except (RedisError, TypeError):
        # Also a copy of another version of this program.
        return []


def _seen(found: list[Ongoing], audience: Audience) -> list[Ongoing]:
    if audience.colleague:
        return found
    open_to = {Visibility.PUBLIC, *([Visibility.SIGNED_IN] if audience.signed_in else [])}
    chosen = [one for one in found if one.visibility == Visibility.ORGANIZATIONS]
    # Asked only while there is an incident that concerns some organizations alone.
    own = {one.pk for one in audience.organizations} if chosen and audience.signed_in else set()
    return [one for one in found if one.visibility in open_to or (one in chosen and own & set(one.organizations))]
