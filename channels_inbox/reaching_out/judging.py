"""Whether a planned reach-out may go to its person now: asked when its time has come, for much may have changed."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from accounts.models import Calendar, Customer
from accounts.operations.consenting import last_word
from channels_inbox.automatic import NOBODY_READS
from channels_inbox.models import ReachOut, ReachOutDelivery
from channels_inbox.reaching_out.planning import LATE, TOO_LATE
from channels_inbox.reaching_out.quiet import after_quiet

# Of all reach-outs together, in 24 hours.
MOST_A_DAY = 3
_DAY = timedelta(days=1)


class HeldBack(Exception):
    """It must not go out; the text says why."""


class NotYet(Exception):
    """It is night where they are."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


def require_allowed(row: ReachOutDelivery, *, now: datetime) -> None:
    """Raise HeldBack or NotYet unless this may go to its person now."""
    reach_out, customer = row.reach_out, row.customer
    if reach_out.started_at is None:
        raise HeldBack("It was stopped.")
    _require_wanted(reach_out, customer)
    _require_timely(row, now)
    _require_rest(row, now)
    # Only what somebody reads as a letter wakes them.
    if reach_out.way == ReachOut.Way.MAIL:
        _require_reader(customer)
        awake = after_quiet(now, zone_of(customer), since=reach_out.quiet_from, until=reach_out.quiet_until)
        if awake > now:
            raise NotYet(awake)


def zone_of(customer: Customer) -> ZoneInfo:
    """Return where a customer lives as far as we know, else where we do."""
    for name in (customer.time_zone, _ours()):
        try:
            if name:
                return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return ZoneInfo("UTC")


def _ours() -> str:
    return Calendar.objects.filter(is_default=True).values_list("time_zone", flat=True).first() or ""


def _require_wanted(reach_out: ReachOut, customer: Customer) -> None:
    said = last_word(customer.pk)
    if said is False:
        raise HeldBack("They want no more of these.")
    if reach_out.purpose == ReachOut.Purpose.OFFER and not said:
        raise HeldBack("They have not said yes to offers.")
    if customer.user is not None and not customer.user.is_active:
        raise HeldBack("Their account was closed.")


def _require_reader(customer: Customer) -> None:
    if not customer.email:
        raise HeldBack("We have no email address of this customer.")
    if NOBODY_READS.match(customer.email):
        raise HeldBack(f"Nobody reads {customer.email}.")


def _require_timely(row: ReachOutDelivery, now: datetime) -> None:
    meant = row.event.at + timedelta(seconds=row.reach_out.delay_seconds)
    reminds = row.reach_out.delay_seconds < 0
    if now - meant > TOO_LATE or (reminds and now >= row.event.at):
        raise HeldBack(LATE)


def _require_rest(row: ReachOutDelivery, now: datetime) -> None:
    got = ReachOutDelivery.objects.filter(customer=row.customer, sent_at__isnull=False)
    days = row.reach_out.rest_days
    if days and got.filter(reach_out=row.reach_out, sent_at__gt=now - days * _DAY).exists():
        raise HeldBack(f"They got it within {days} day{'s' if days > 1 else ''}.")
    if got.filter(sent_at__gt=now - _DAY).count() >= MOST_A_DAY:
        raise HeldBack(f"They had {MOST_A_DAY} within a day.")
