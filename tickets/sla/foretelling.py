"""When a ticket that arrives at a moment would be due, by targets nobody need have saved."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from accounts.models import Calendar
from tickets.models import Metric, SlaTarget
from tickets.models.kinds import Priority
from tickets.sla.hours import hours_in

Dues = list[tuple[Priority, list[datetime | None]]]


def foretell(targets: Iterable[SlaTarget], calendar: Calendar, at: datetime) -> Dues:
    """Return for each priority that is promised something when each promise falls due, in the order of Metric.

    The next reply is counted as if the customer wrote again at that moment. Raises NeverOpens.
    """
    due: dict[int, dict[str, datetime]] = {}
    for target in targets:
        hours = hours_in(target.mode, calendar)
        due.setdefault(target.priority, {})[target.metric] = hours.due(at, target.seconds)
    return [
        (Priority(priority), [found.get(metric) for metric in Metric])
        for priority, found in sorted(due.items(), reverse=True)
    ]
