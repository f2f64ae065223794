"""Count what somebody does in a window of time, in the cache all processes share."""

from __future__ import annotations

import hashlib
import logging

from django.core.cache import cache

log = logging.getLogger(__name__)


def allow(action: str, who: str, *, limit: int, seconds: int) -> bool:
    """Count one more `action` by `who`; False once there were more than `limit` in the window.

    Windows are fixed and begin with the first act. With the cache away everything is allowed: a question
    that is turned down is lost, a spammer's hour is not.
    """
    # Hashed: `who` may be an address of any length, and keys show up in logs.
    key = f"limit:{action}:{hashlib.sha256(who.encode()).hexdigest()[:32]}"
    try:
        cache.add(key, 0, seconds)
        count = cache.incr(key)
        if count == 1:
            # The first sets the end: a window that ended after `add` is counted anew without one.
            cache.touch(key, seconds)
        return count <= limit
    except ValueError:
        # The window ended between the two commands.
        return True
    except Exception as error:  # the cache's client raises many kinds
        log.warning("Could not count %s (%s); allowed.", action, type(error).__name__)
        return True
