"""Reach-outs on pages: what one person has to read, on sites that say who they are and in the help centre."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet
from django.utils import timezone
from redis.exceptions import RedisError

from accounts.models import Identity, User
from channels_inbox.models import ReachOut, ReachOutDelivery
from channels_inbox.models.reach_out import ReachOutState
from channels_inbox.reaching_out.links import reading_link, reading_token, shown_name

log = logging.getLogger(__name__)

KEY = "reach-outs:in-app"
SECONDS = 600
# Older ones are about nothing anybody remembers.
SHOWN_FOR = timedelta(days=30)
MOST = 3


def keep_whether_any() -> None:
    """Keep beside the database whether there is anything to ask it for: pages do so only then."""
    found = ReachOut.objects.filter(way=ReachOut.Way.IN_APP, started_at__isnull=False).exists()
    try:
        cache.set(KEY, found, SECONDS)
    except RedisError as error:
        log.warning("Reach-outs on pages could not be kept (%s); the beat tries again.", type(error).__name__)


def any_on_pages() -> bool:
    try:
        return bool(cache.get(KEY))
    except RedisError:
        return False


def of_user(user: object) -> list[ReachOutDelivery]:
    """Return what somebody who signed in here has to read, the latest first; asks nothing while there is nothing."""
    if not isinstance(user, User) or user.role != User.Role.CUSTOMER or not any_on_pages():
        return []
    return with_tokens(unread().filter(customer__user=user))


def of_site_visitor(site_key: str, identifier: str) -> list[dict[str, Any]]:
    """Return the messages for the person of a site's own id, as its widget draws them."""
    if not any_on_pages():
        return []
    value = f"{site_key}:{identifier}"
    rows = unread().filter(customer__identities__kind=Identity.Kind.EXTERNAL, customer__identities__value=value)
    return [_drawn(row) for row in rows[:MOST]]


def with_tokens(rows: QuerySet[ReachOutDelivery]) -> list[ReachOutDelivery]:
    found = list(rows[:MOST])
    for row in found:
        row.token = reading_token(row)  # type: ignore[attr-defined]
    return found


def unread() -> QuerySet[ReachOutDelivery]:
    rows = ReachOutDelivery.objects.filter(reach_out__way=ReachOut.Way.IN_APP, reach_out__started_at__isnull=False)
    rows = rows.filter(state=ReachOutState.SENT, dismissed_at=None, sent_at__gt=timezone.now() - SHOWN_FOR)
    return rows.order_by("-sent_at", "-pk")


def note_dismissed(pk: int) -> None:
    """Show one no more."""
    ReachOutDelivery.objects.filter(pk=pk, dismissed_at=None).update(dismissed_at=timezone.now())


def _drawn(row: ReachOutDelivery) -> dict[str, Any]:
    return {
        "id": shown_name(row),
        "kind": "bubble",
        "title": row.subject,
        "text": row.text,
        "frequency": "until_acted",
        "action": "link",
        "action_label": "Read and answer",
        "action_url": reading_link(row),
    }
