"""Judge who is at the desk, from what they chose, their windows and their leave."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db.models import Max, OuterRef, Subquery
from django.utils import timezone
from redis.exceptions import RedisError

from accounts.availability import Sighting, follows
from accounts.models import Availability, AvailabilityState, Leave
from accounts.operations.attending import correct_copies, notice_availability
from channels_inbox.realtime.publish import publisher
from channels_inbox.realtime.sightings import Sightings, sightings

log = logging.getLogger(__name__)

_RANK = {
    AvailabilityState.ONLINE: 0,
    AvailabilityState.AWAY: 1,
    AvailabilityState.REASSIGN: 1,
    AvailabilityState.OFFLINE: 2,
}


def judge_attendance(*, now: datetime | None = None) -> int:
    """Move everybody whose windows or leave say so; return how many moved. Late and doubled calls move nobody twice.

    While nobody notes who is there, nobody is judged.
    """
    at = now or timezone.now()
    correct_copies()
    try:
        seen = sightings(publisher().client)
    except RedisError as error:
        log.warning("Nobody was judged to be away (%s).", type(error).__name__)
        return 0
    if seen is None:
        return 0
    leave = Leave.objects.filter(user=OuterRef("user"), starts_at__lte=at, ends_at__gt=at)
    until = leave.order_by().values("user").annotate(until=Max("ends_at")).values("until")
    rows = Availability.objects.exclude(chosen=AvailabilityState.OFFLINE).annotate(leave_until=Subquery(until))
    return sum(_judge(row, seen, row.leave_until, at) for row in rows)


def _judge(row: Availability, seen: Sightings, leave_until: datetime | None, at: datetime) -> bool:
    # Who says that they are there is believed for a while, whatever their windows do.
    least = max(seen.watched_since, row.chosen_at)
    sighting = Sighting(
        in_front=max(least, seen.in_front.get(row.user_id, least)),
        open=max(least, seen.open.get(row.user_id, least)),
    )
    to, reason = follows(row.chosen, sighting, leave_until=leave_until, now=at)
    if (to, reason) == (row.state, row.reason):
        return False
    if _RANK[to] < _RANK[AvailabilityState(row.state)]:
        # Nobody is back unless a window said so since: that nothing was noted for a while says nothing.
        came = (seen.in_front if to == AvailabilityState.ONLINE else seen.open).get(row.user_id)
        if came is None or came <= row.since:
            return False
    return notice_availability(row.user_id, chosen=row.chosen, to=to, reason=reason) is not None
