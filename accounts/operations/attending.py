"""Who is there: what agents say of themselves, and what the desk notices."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from accounts.errors import NoAgent, OnLeave
from accounts.models import Availability, AvailabilityChange, Leave, User
from accounts.models import AvailabilityState as State
from accounts.news import availability_changed


@transaction.atomic
def choose_availability(user: User, *, to: str, by: User, reason: str = "") -> AvailabilityChange | None:
    """Take what an agent says of themselves, or an administrator of them; None when nothing changes.

    Raises NoAgent for people who are given no tickets, OnLeave for who is away for days.
    """
    if not (user.is_active and user.can_answer):
        raise NoAgent
    now = timezone.now()
    leave = current_leave(user, now=now)
    if to == State.ONLINE and leave is not None:
        raise OnLeave(f"{timezone.localtime(leave.ends_at):%-d %B, %H:%M}")
    row = _locked(user, now)
    row.chosen, row.chosen_at = State(to), now
    return _move(row, State(to), by=by, reason=reason, now=now)


@transaction.atomic
def notice_availability(user_id: int, *, chosen: str, to: State, reason: str) -> AvailabilityChange | None:
    """Take what the desk noticed of somebody, unless they chose something else meanwhile."""
    row = Availability.objects.select_for_update(no_key=True).filter(user=user_id, chosen=chosen).first()
    if row is None or (row.state == to and row.reason == reason):
        return None
    return _move(row, to, by=None, reason=reason, now=timezone.now())


@transaction.atomic
def take_leave(user: User, *, starts_at: datetime, ends_at: datetime, note: str = "") -> Leave:
    """Enter a stretch of time somebody is away for; the desk sends them away when it begins."""
    if not user.can_answer:
        raise NoAgent
    return Leave.objects.create(user=user, starts_at=starts_at, ends_at=ends_at, note=note)


def end_leave(leave: Leave) -> None:
    """Forget a leave, before it began or while it lasts."""
    leave.delete()


def correct_copies() -> int:
    """Bring users in line whose copy of the state was overwritten by a form that was drawn before it changed."""
    told = Availability.objects.filter(user=OuterRef("pk")).values("state")[:1]
    wrong = User.objects.filter(availability_row__isnull=False).exclude(availability=F("availability_row__state"))
    return wrong.update(availability=Subquery(told))


def current_leave(user: User, *, now: datetime) -> Leave | None:
    return Leave.objects.filter(user=user, starts_at__lte=now, ends_at__gt=now).order_by("-ends_at").first()


def _locked(user: User, now: datetime) -> Availability:
    """Return somebody's row under its lock; who never chose is offline."""
    Availability.objects.bulk_create(
        [Availability(user=user, chosen=State.OFFLINE, chosen_at=now, state=State.OFFLINE, since=now)],
        ignore_conflicts=True,
    )
    return Availability.objects.select_for_update(no_key=True).get(user=user)


def _move(row: Availability, to: State, *, by: User | None, reason: str, now: datetime) -> AvailabilityChange | None:
    before, row.state, row.reason = row.state, to, "" if by else reason
    if before != to:
        row.since = now
    row.save(update_fields=["chosen", "chosen_at", "state", "since", "reason"])
    if before == to:
        return None
    User.objects.filter(pk=row.user_id).update(availability=to)
    change = AvailabilityChange.objects.create(
        user_id=row.user_id, before=before, after=to, by=by, reason=reason, at=now
    )
    availability_changed.send(sender=AvailabilityChange, change=change)
    return change
