"""The announcements that are out, kept beside the database: pages and widgets read them without asking it.

The rows are the truth. The copy is written after each change and once a minute; a page that finds none tells nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.utils import timezone
from redis.exceptions import RedisError

from accounts.models import User
from helpdesk.lib.advisory import Lock, alone
from helpdesk.lib.html import html_to_text
from knowledgebase.announcements.fitting import HELP, WIDGET, Proved, Told, fits
from knowledgebase.audience import Audience, Reader
from knowledgebase.models import Announcement

log = logging.getLogger(__name__)

KEY = "announcements:current"
SECONDS = 600
# More at once nobody reads; each costs every visitor some bytes.
MOST = 20
FEED = Announcement.Kind.FEED
_SHOWN = (
    *("id", "kind", "title", "action", "action_label", "action_url", "pages", "languages", "visitors"),
    *("delay", "frequency", "every_days", "holdout", "goal"),
)


def keep_current() -> None:
    """Write the copy anew from the rows, the most important first. One at a time: of two the later is the newer."""
    with alone(Lock.ANNOUNCEMENTS):
        _keep(timezone.now())


def _keep(now: datetime) -> None:
    # What is over, or comes after this copy is, takes nobody's place.
    timely = Announcement.objects.current().exclude(ends_at__lte=now)
    timely = timely.exclude(starts_at__gt=now + timedelta(seconds=SECONDS))
    rows = timely.order_by("-priority", "-published_at", "-pk")
    found = [told_of(row) for row in rows.prefetch_related("organizations")[:MOST]]
    try:
        cache.set(KEY, [asdict(one) for one in found], SECONDS)
    except RedisError as error:
        log.warning("Announcements could not be kept (%s); the beat tries again.", type(error).__name__)


def told_of(row: Announcement) -> Told:
    """Return an announcement as pages need it."""
    shown: dict[str, Any] = {name: getattr(row, name) for name in _SHOWN}
    shown |= {"text": html_to_text(row.html), "at": row.published_at.isoformat() if row.published_at else ""}
    return Told(
        # What says nothing is not sent.
        shown={name: value for name, value in shown.items() if value not in ("", 0, [], None)},
        places=[place for place, on in ((WIDGET, row.in_widget), (HELP, row.in_help)) if on],
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        signed_in=row.signed_in,
        organizations=[one.pk for one in row.organizations.all()],
        attributes=row.attributes,
        html=row.html,
    )


def current() -> list[Told]:
    """Return the copy."""
    try:
        return [Told(**one) for one in cache.get(KEY) or ()]
    except (RedisError, TypeError):
        # Also a copy of another version of this program.
        return []


def messages_for(place: str, proved: Proved | None = None, *, at: datetime | None = None) -> list[dict[str, Any]]:
    """Return what a page gets of those that come up by themselves."""
    return [one.shown for one in _fitting(place, proved, at) if one.shown["kind"] != FEED]


def news_for(place: str, proved: Proved | None = None, *, at: datetime | None = None) -> list[Told]:
    """Return what a list of news holds: all kinds, without those meant for some pages or some visitors only."""
    every = _fitting(place, proved, at)
    return sorted((one for one in every if not {"pages", "visitors"} & one.shown.keys()), key=_out_since, reverse=True)


def asks_who(place: str) -> bool:
    """Tell whether some are meant for people who can prove something."""
    return any(one.asks and place in one.places for one in current())


def proved_by(user: Reader) -> Proved | None:
    """Return what signing in here proves."""
    if not isinstance(user, User):
        return None
    organizations = Audience.of(user).organizations
    chosen = any(one.organizations for one in current())
    return Proved(frozenset(one.pk for one in organizations) if chosen else frozenset())


def _out_since(told: Told) -> str:
    return str(told.shown["at"])


def _fitting(place: str, proved: Proved | None, at: datetime | None) -> Sequence[Told]:
    now = at or timezone.now()
    return [one for one in current() if fits(one, place=place, at=now, proved=proved)]
