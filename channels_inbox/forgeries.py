"""What was posted to a channel and proved nothing: refused, counted for the day, and no flood of it fills the log."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import timedelta

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from accounts.addresses import address_of
from channels_inbox.models import Channel
from helpdesk.lib.limits import allow

log = logging.getLogger(__name__)

# A minute, from one address. What is proved is never counted.
MOST = 60
_KEPT = int(timedelta(days=2).total_seconds())


def note_forgery(request: HttpRequest, channel: Channel | None, reason: object) -> bool:
    """Count a post that proved nothing; False for whoever goes on and on, and is to be told so.

    Counted in the cache: strangers write no rows. With the cache away nobody is counted, and all is refused anyway.
    """
    if channel is not None:
        _count(channel)
    if not allow("forged-hook", address_of(request), limit=MOST, seconds=60):
        return False
    log.warning("Somebody posted to %.200s and was refused: %s", request.path, reason)
    return True


def forgeries_today(channels: Iterable[int]) -> dict[int, int]:
    """Return how many posts were refused today, by channel; those without any are left out."""
    keys = {_key(pk): pk for pk in channels}
    try:
        found = cache.get_many(keys)
    except Exception as error:  # the cache's client raises many kinds
        log.warning("Could not read what was refused (%s).", type(error).__name__)
        return {}
    return {keys[key]: count for key, count in found.items() if count}


def _count(channel: Channel) -> None:
    key = _key(channel.pk)
    try:
        cache.add(key, 0, _KEPT)
        cache.incr(key)
    except Exception as error:  # the cache's client raises many kinds
        log.warning("Could not count what was refused (%s).", type(error).__name__)


def _key(pk: int) -> str:
    return f"forgeries:{pk}:{timezone.localdate().isoformat()}"
