"""What one fact says in the list behind a number."""

from __future__ import annotations

from django import template

from insights import words
from insights.deflection import Deflection
from insights.drawing.bars import bar
from insights.forms.asked import LANGUAGES
from insights.listing import Listing
from insights.models import Fact
from insights.words import FEW, NOTHING, short
from tickets.models.rating import GOOD

register = template.Library()


@register.simple_tag
def outcome(fact: Fact, listing: Listing) -> str:
    """Say a length of time, yes or no, or a score."""
    if listing.kind == "duration":
        length = listing.length(fact)
        return "" if length is None else short(length)
    if listing.kind == "share":
        return "yes" if fact.hit else "no"
    if listing.kind == "satisfaction":
        if fact.value is None:
            return "no answer"
        return f"{fact.value} of 5{', good' if fact.value >= GOOD else ''}"
    return "open still" if fact.at is None else ""


@register.filter
def percent(share: float) -> str:
    """Say a share in whole percent."""
    return f"{round(share * 100)}%"


@register.filter
def found_alone(found: Deflection) -> str:
    """Say the share of those who looked for an answer and asked nobody."""
    if not found.sessions or found.share is None:
        return NOTHING
    return FEW if found.few else words.percent(found.share)


@register.filter
def saved(found: Deflection) -> str:
    """Say what suggestions save, with the interval; or that it cannot be said yet."""
    if found.difference is None or found.interval is None:
        return "too few to compare"
    low, high = (round(end * 100) for end in found.interval)
    return f"{found.difference * 100:+.0f} points ({low:+d} to {high:+d})"


register.filter("bar", bar)


@register.filter
def length_of_time(seconds: float) -> str:
    """Say a length of time; a dash for none."""
    return short(seconds) if seconds else "–"


@register.filter
def language_name(code: str) -> str:
    """Say what a language is called."""
    return dict(LANGUAGES).get(code, code)


@register.filter
def surely(found: Deflection) -> str:
    """Say between what the share of those who asked nobody lies."""
    if found.share_interval is None:
        return ""
    low, high = found.share_interval
    return f"{words.percent(low)} to {words.percent(high)}, with 95% confidence"
