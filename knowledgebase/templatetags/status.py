"""Draws ninety days of a part as one picture."""

from __future__ import annotations

from django import template
from django.utils import formats
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from knowledgebase.portal.status.words import STATES
from knowledgebase.status.states import State
from knowledgebase.status.uptime import Day, Uptime

register = template.Library()

_CLASSES = {
    State.OPERATIONAL: "",
    State.MAINTENANCE: "work",
    State.DEGRADED: "deg",
    State.PARTIAL_OUTAGE: "out",
    State.MAJOR_OUTAGE: "out",
}


@register.simple_tag
def uptime_bars(uptime: Uptime, label: str) -> SafeString:
    """Draw a bar a day; `label` is the sentence that says the same. The days in words stand below it."""
    bars = format_html_join("", "{}", ((_bar(n, day),) for n, day in enumerate(uptime.days)))
    return format_html(
        '<svg class="uptime" viewBox="0 0 {} 32" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>',
        len(uptime.days) * 6 - 2,
        label,
        bars,
    )


def _bar(n: int, day: Day) -> SafeString:
    cls = _CLASSES[day.state] if day.measured else "none"
    if not cls:
        return format_html('<rect x="{}" width="4" height="32" rx="1"/>', n * 6)
    title = ""
    if day.measured:
        title = format_html("<title>{}: {}</title>", formats.date_format(day.date, "j F"), STATES[day.state].word)
    return format_html('<rect class="{}" x="{}" width="4" height="32" rx="1">{}</rect>', cls, n * 6, title)


@register.filter
def state(value: str) -> str:
    """Say a state in the desk's words."""
    return str(State(value).label)
