"""A person's time zone, as they or their browser told us."""

from __future__ import annotations

import zoneinfo

from django.utils import timezone

from accounts.models import Customer, User


def zone_of(person: User | Customer) -> timezone.override:
    """Return a context in which times are the person's; without a known zone it changes nothing."""
    try:
        zone = zoneinfo.ZoneInfo(person.time_zone) if person.time_zone else timezone.get_current_timezone()
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        zone = timezone.get_current_timezone()
    return timezone.override(zone)
