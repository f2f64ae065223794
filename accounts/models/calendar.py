from __future__ import annotations

import json
from datetime import date, datetime
from functools import lru_cache
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from helpdesk.lib.business_hours import BusinessHours, NeverOpens, Slot, slot

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# Public holidays are known this many years back and ahead; a clock runs for months, a report reads back a year.
BACK, AHEAD = 2, 4


class Calendar(models.Model):
    """When somebody is there: shared by SLA, assignment, chat and reports."""

    name = models.CharField(max_length=80, unique=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    # {"mon": [["09:00", "12:00"], ["13:00", "17:00"]], …}; a day left out is closed.
    hours = models.JSONField(default=dict, blank=True)
    # Public holidays, by ISO 3166 codes of the country and its part.
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=10, blank=True)
    # Closed days of one's own: [{"date": "2026-12-24" or "--12-24" for every year, "name": "…"}].
    holidays = models.JSONField(default=list, blank=True)
    # Single days with slots of their own, open or closed: [{"date": …, "name": …, "slots": [["10:00", "12:00"]]}].
    special = models.JSONField(default=list, blank=True)
    is_default = models.BooleanField(default=False)
    # Counts changes: whoever edits an older one is told.
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="calendar_one_default"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse what names no hours, and hours that never open."""
        try:
            self.business_hours().next_opening(timezone.now())
        except NeverOpens:
            raise ValidationError("These hours never open within a year, so nothing could ever be due.") from None
        except (KeyError, TypeError, ValueError, OSError, NotImplementedError) as error:
            raise ValidationError(str(error)) from None

    def plan(self) -> dict[str, Any]:
        """Return all that decides when it is open, as JSON: what an audit entry keeps."""
        return {
            "time_zone": self.time_zone,
            "hours": self.hours,
            "country": self.country,
            "region": self.region,
            "holidays": self.holidays,
            "special": self.special,
        }

    def business_hours(self) -> BusinessHours:
        """Return its hours, built once per plan and process."""
        return hours_of(self.plan())

    def is_open(self, at: datetime) -> bool:
        """Tell whether somebody is there at this moment."""
        return self.business_hours().is_open(at)

    def next_open(self, after: datetime) -> datetime | None:
        """Return the first open moment from `after` on, in UTC: `after` itself while it is open.

        None where single open days have run out and nothing opens within a year.
        """
        try:
            return self.business_hours().next_opening(after)
        except NeverOpens:
            return None

    def public_holidays(self, year: int) -> dict[date, str]:
        """Return the country's holidays of a year with their names."""
        return _public(self.country, self.region, year)


def hours_of(plan: dict[str, Any]) -> BusinessHours:
    """Return the hours a plan describes. Raises ValueError in words for what describes none."""
    # Keyed by content, so a cached one can never be an older version's. The year moves the holidays along.
    return _built(json.dumps(plan, sort_keys=True), datetime.now(ZoneInfo("UTC")).year)


@lru_cache(maxsize=256)
def _built(text: str, year: int) -> BusinessHours:
    plan = json.loads(text)
    closed: set[date] = set()
    for near in range(year - BACK, year + AHEAD):
        closed.update(_public(plan["country"], plan["region"], near))
    own = [entry["date"] for entry in plan["holidays"]]
    closed.update(date.fromisoformat(day) for day in own if not day.startswith("--"))
    return BusinessHours(
        zone=_zone(plan["time_zone"]),
        week=tuple(_slots(plan["hours"].get(day) or []) for day in DAYS),
        holidays=frozenset(closed),
        yearly=frozenset(_yearly(day) for day in own if day.startswith("--")),
        special={date.fromisoformat(entry["date"]): _slots(entry["slots"]) for entry in plan["special"]},
    )


@lru_cache(maxsize=256)
def _public(country: str, region: str, year: int) -> dict[date, str]:
    if not country:
        return {}
    # Here, because the library is loaded for whoever names a country, and for nobody else.
    from holidays import country_holidays

    found = country_holidays(country, subdiv=region or None, years=year, language="en_US")
    return {day: name for day, name in found.items() if day.year == year}


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError):
        raise ValueError(f"“{name}” is no time zone.") from None


def _slots(pairs: list[list[str]]) -> tuple[Slot, ...]:
    found = sorted(slot(start, end) for start, end in pairs)
    for (_, end), (start, _) in pairwise(found):
        if start < end:
            raise ValueError("Two times of one day overlap.")
    return tuple(found)


def _yearly(text: str) -> tuple[int, int]:
    # A leap year, so that --02-29 is a day.
    day = date.fromisoformat(f"2024-{text.removeprefix('--')}")
    return day.month, day.day
