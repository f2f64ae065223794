"""Numbers of reports as people read them."""

from __future__ import annotations

from insights.measures.kinds import Figure, Measure

FEW = "too few"
NOTHING = "–"


def shown(measure: Measure, figure: Figure) -> str:
    """Write the number itself; too small a sample says so instead."""
    if figure.value is None:
        return NOTHING
    if figure.few:
        return FEW
    if measure.kind == "duration":
        return short(figure.value)
    return percent(figure.value) if measure.kind in {"share", "satisfaction"} else f"{figure.value:,.0f}"


def beside(measure: Measure, figure: Figure) -> str:
    """Write what stands beside it: the slowest tenth, the share of answers, how many cases there were."""
    if measure.kind == "satisfaction":
        return NOTHING if figure.beside is None else f"{percent(figure.beside)} answered"
    if figure.few:
        return f"{figure.cases} only"
    if measure.kind == "duration":
        # Kept on one line with its unit.
        slowest = f"10% {short(figure.beside)}".replace(" ", "\N{NO-BREAK SPACE}") if figure.beside is not None else ""
        return f"median, slowest {slowest}" if slowest else "median"
    return f"of {figure.cases:,}" if measure.kind == "share" and figure.cases else ""


def change(measure: Measure, now: Figure, before: Figure) -> tuple[str, str, str]:
    """Return icon, words and good, bad or nothing for the way from the range before to this one."""
    if now.value is None or before.value is None or now.few or before.few:
        return "minus", "nothing to compare with", ""
    difference = now.value - before.value
    if measure.kind == "duration":
        words = f"{short(abs(difference))} {'longer' if difference > 0 else 'faster'}"
        same = abs(difference) < 30
    elif measure.kind == "count":
        words, same = f"{abs(difference):,.0f} {'more' if difference > 0 else 'fewer'}", not difference
    else:
        points = round(abs(difference) * 100, 1)
        words, same = f"{'up' if difference > 0 else 'down'} {points:g} points", not points
    if same:
        return "minus", "no change", ""
    feeling = "" if not measure.better else "up" if (difference > 0) == (measure.better > 0) else "down"
    return ("trending-up" if difference > 0 else "trending-down"), words, feeling


def short(seconds: float) -> str:
    """Write a length of time without false precision: 45 s, 18 min, 6.2 h, 79 h.

    Never in days: a day of business hours is nobody's 24 hours.
    """
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f} min"
    hours = seconds / 3600
    return f"{hours:.1f} h" if hours < 24 else f"{hours:,.0f} h"


def percent(share: float) -> str:
    return f"{share * 100:.0f}%" if share in (0, 1) or 0.005 <= share <= 0.995 else f"{share * 100:.1f}%"
