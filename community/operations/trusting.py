"""Look at levels whose counts have changed, a person at a time, and never at everybody."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from community.errors import NotNow
from community.events import record
from community.models import CommunitySettings, Profile
from community.operations.joining import join
from community.permissions import Power, require
from community.selectors.counting import There, counts_of, written_lately
from community.standing import LEADER, NEW, REGULAR, Standing
from community.trust.levels import earned, keeps_regular
from community.trust.thresholds import Thresholds

log = logging.getLogger(__name__)

# A regular who was away for a holiday stays one.
GRACE = timedelta(days=14)
AGAIN = timedelta(days=1)
# Nobody is more than new before, however much they read.
SETTLED = timedelta(hours=6)


def look_at_levels(*, now: datetime | None = None, limit: int = 200) -> int:
    """Look at everybody whose counts changed; return how many. A late or doubled call changes nothing."""
    at = now or timezone.now()
    asked = Thresholds.of(CommunitySettings.current().thresholds)
    due = list(Profile.objects.filter(due_at__lte=at).order_by("due_at").values_list("pk", "due_at")[:limit])
    # Once for all of them, and only if somebody's level depends on it.
    there = cache(lambda: written_lately(at))
    return sum(_looked(pk, seen, asked, there, at) for pk, seen in due if seen)


def _looked(pk: int, seen: datetime, asked: Thresholds, there: Callable[[], There], now: datetime) -> bool:
    """Look at one; who cannot be looked at keeps nobody waiting, and is looked at again tomorrow."""
    try:
        return _look(pk, seen, asked, there, now)
    except Exception:
        log.exception("The level of profile %s could not be computed.", pk)
        Profile.objects.filter(pk=pk, due_at=seen).update(due_at=now + AGAIN)
        return False


@transaction.atomic
def _look(pk: int, seen: datetime, asked: Thresholds, there: Callable[[], There], now: datetime) -> bool:
    # Whoever finds it as it was looks; what changes from here on makes it due again.
    if not Profile.objects.filter(pk=pk, due_at=seen).update(due_at=None):
        return False
    profile = Profile.objects.select_for_update(no_key=True).select_related("user").get(pk=pk)
    if profile.level_set_at is not None:
        return True
    counts = counts_of(profile, there)
    level = max(profile.level, earned(counts, asked)) if profile.level < REGULAR else REGULAR
    settled = profile.user.date_joined + SETTLED
    if profile.level == NEW and level > NEW and settled > now:
        level, profile.due_at = NEW, settled
    profile.behind_since = profile.behind_since if level == REGULAR else None
    if profile.level == REGULAR:
        if keeps_regular(counts, asked):
            profile.behind_since = None
        elif counts.suspended or (profile.behind_since and profile.behind_since < now - GRACE):
            level, profile.behind_since = REGULAR - 1, None
        else:
            profile.behind_since = profile.behind_since or now
    if level != profile.level:
        record("level", by=None, person=profile.user, before=profile.level, after=level)
    if level == REGULAR - 1 or level == REGULAR:
        # The last hundred days move on without anything happening.
        profile.due_at = now + AGAIN
    profile.level = level
    profile.save(update_fields=["level", "behind_since", "due_at"])
    return True


@transaction.atomic
def set_level(user: User, *, to: int | None, by: User) -> Profile:
    """Give somebody a level that is not computed any more; None computes it again. Raises NotAllowed, NotNow."""
    require(Standing.of(by), Power.MODERATE)
    if user.is_agent:
        raise NotNow("Colleagues have their rights from their role.")
    if to is not None and not 0 <= to <= LEADER:
        raise NotNow("There is no such level.")
    profile = Profile.objects.select_for_update().get(pk=join(user).pk)
    before = profile.level
    if to is None:
        profile.level_set_at, profile.due_at = None, timezone.now()
        profile.level = min(before, REGULAR)
    else:
        profile.level_set_at, profile.level = timezone.now(), to
    profile.save(update_fields=["level", "level_set_at", "due_at"])
    record("level_set", by=by, person=user, before=before, after=profile.level, computed=to is None)
    return profile
