"""Whether somebody is there for a widget's visitors, and how long they wait."""

from __future__ import annotations

from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.core.cache import cache
from django.db.models import F
from django.utils import timezone

from accounts.models import Calendar
from channels_inbox.models import Chat, Widget
from channels_inbox.widgets.shape import settings_of

# What was measured is told again for so long.
KEPT = 60
LOOKED_BACK = timedelta(hours=24)
# A wait of one or two people is chance.
ENOUGH = 3


def hours(widget: Widget, at: datetime) -> dict[str, Any]:
    """Return whether it is open, until when, and from when on again; without a calendar it always is."""
    pk = settings_of(widget)["calendar"]
    calendar = Calendar.objects.filter(pk=pk).first() if pk else None
    if calendar is None:
        return {"open": True, "closes_at": None, "opens_at": None}
    if calendar.is_open(at):
        _, closes = next(iter(calendar.business_hours().stretches(at, at + timedelta(days=2))))
        return {"open": True, "closes_at": closes.isoformat(), "opens_at": None}
    opens = calendar.next_open(at)
    return {"open": False, "closes_at": None, "opens_at": opens.isoformat() if opens else None}


def wait(widget: Widget) -> int | None:
    """Return the seconds people waited for a person within the last day, half of them less; None when too few did."""
    if widget.pk is None:
        return None
    key = f"widget-wait:{widget.pk}"
    known = cache.get(key)
    if known is None:
        known = _measure(widget)
        cache.set(key, known, KEPT)
    return known if known >= 0 else None


def _measure(widget: Widget) -> int:
    chats = Chat.objects.filter(
        visitor__widget=widget, accepted_at__isnull=False, started_at__gt=timezone.now() - LOOKED_BACK
    )
    rows = chats.annotate(waited=F("accepted_at") - F("started_at")).order_by("-pk")
    waits = [waited.total_seconds() for waited in rows.values_list("waited", flat=True)[:200]]
    return round(median(waits)) if len(waits) >= ENOUGH else -1
