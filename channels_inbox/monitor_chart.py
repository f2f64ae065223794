"""How quickly a monitor was answered, drawn: the usual time and the slow ones, and where nothing came."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.safestring import SafeString

from helpdesk.lib.charts import line
from knowledgebase.models import Monitor
from knowledgebase.selectors.monitors import DAY, Slot, slots_of

# So many lines behind “View as table”.
LINES = 24


@dataclass(frozen=True, slots=True)
class Chart:
    span: str
    drawing: SafeString
    # Moment, usual time, slow time, failures; the latest first.
    rows: list[tuple[str, str, str, int]]
    failures: int

    @property
    def empty(self) -> bool:
        return not self.rows


def draw(monitor: Monitor, span: str) -> Chart:
    """Draw the last day or the last thirty days of a monitor, in the reader's zone."""
    slots = slots_of(monitor, span)
    names = [_name(slot, span) for slot in slots]
    known = [slot for slot in slots if slot.checks]
    usual = [slot.median for slot in known if slot.median is not None]
    failures = sum(slot.failures for slot in known)
    sentence = "Nothing was measured."
    if usual:
        when = "the last day" if span == DAY else "the last 30 days"
        sentence = (
            f"Time to answer over {when}: usually {min(usual):,} to {max(usual):,} ms, {failures:,} failed checks."
        )
    series = [[slot.median for slot in slots], [slot.slowest for slot in slots]]
    rows = [(_name(slot, span), _time(slot.median), _time(slot.slowest), slot.failures) for slot in reversed(known)]
    return Chart(span, line(sentence, names, series), rows[:LINES], failures)


def _name(slot: Slot, span: str) -> str:
    at = timezone.localtime(slot.at)
    return f"{at:%H:%M}" if span == DAY else f"{at.day} {at:%b}"


def _time(milliseconds: int | None) -> str:
    return "" if milliseconds is None else f"{milliseconds:,} ms"
