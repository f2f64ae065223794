"""Set up calendars."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from accounts.models import Calendar, User
from accounts.operations.auditing import audit, require_version


@transaction.atomic
def save_calendar(calendar: Calendar, *, by: User, seen: int = 0) -> Calendar:
    """Store a new or changed calendar. `seen` is the version its editor saw.

    Raises ValidationError for hours that make no sense or never open, ChangedMeanwhile.
    """
    before: dict[str, Any] = {}
    calendar.full_clean(validate_constraints=False)
    if calendar.pk:
        stored = Calendar.objects.select_for_update().get(pk=calendar.pk)
        require_version(stored, seen)
        before = _told(stored)
        calendar.version, calendar.is_default = stored.version, stored.is_default
        if _told(calendar) == before:
            return calendar
        calendar.version += 1
    calendar.save()
    audit(calendar, "changed" if before else "added", by=by, before=before, after=_told(calendar))
    return calendar


@transaction.atomic
def make_default(calendar: Calendar, *, by: User) -> None:
    """Use this calendar wherever none is named; there is always exactly one."""
    calendars = {c.pk: c for c in Calendar.objects.select_for_update().order_by("pk")}
    chosen = calendars[calendar.pk]
    if chosen.is_default:
        return
    Calendar.objects.filter(is_default=True).update(is_default=False)
    Calendar.objects.filter(pk=chosen.pk).update(is_default=True)
    audit(chosen, "made default", by=by, before={}, after={})


def _told(calendar: Calendar) -> dict[str, Any]:
    return {"name": calendar.name, "version": calendar.version, **calendar.plan()}
