"""Promises as pages draw them: what is owed, and how long there is, or how late it is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.html import format_html, format_html_join

from helpdesk.templatetags.desk import in_full, sla
from tickets.models.kinds import Metric, SlaState

_LABELS = dict(Metric.choices)
_ORDER = list(Metric)


def nearest(state: str, due_at: datetime | None, metric: str, now: datetime) -> str:
    """Draw the promise that is due first; nothing where none is owed."""
    if state == SlaState.PAUSED:
        return sla(state, "Paused")
    return "" if due_at is None else _running(state, due_at, metric, now)


def promises(clocks: Iterable[dict[str, Any]], now: datetime) -> str:
    """Draw all that was promised in a ticket: what is owed, and what was kept or broken on the way.

    `clocks` are as `selectors.ticket_page` reads them, the newest of each kind.
    """
    ordered = sorted(clocks, key=lambda clock: _ORDER.index(clock["metric"]))
    return format_html_join("", "{}", ((drawn,) for clock in ordered if (drawn := _one(clock, now))))


def _one(clock: dict[str, Any], now: datetime) -> str:
    label, due, ended = _LABELS[clock["metric"]], _moment(clock["due"]), _moment(clock["ended"])
    if ended is None:
        if due is None:
            return sla(SlaState.PAUSED, f"{label} paused")
        return _running(_state(clock), due, clock["metric"], now)
    if clock["breached"] and due is not None:
        return sla(SlaState.BREACHED, f"{label} {elapsed(due, ended)} late")
    met, started = _moment(clock["met"]), _moment(clock["started"])
    return sla(SlaState.MET, f"{label} {elapsed(started, met)}") if met and started else ""


def _state(clock: dict[str, Any]) -> str:
    return SlaState.BREACHED if clock["breached"] else SlaState.SOON if clock["warned"] else SlaState.OK


def _moment(text: str | None) -> datetime | None:
    return parse_datetime(text) if text else None


def _running(state: str, due_at: datetime, metric: str, now: datetime) -> str:
    # The sweep comes by every few seconds; what everybody can see is not denied until then.
    late = due_at <= now
    distance = elapsed(*((due_at, now) if late else (now, due_at)))
    moment = format_html(
        '{}<time datetime="{}" title="{}" data-behaviour="due">{}</time>',
        f"{_LABELS[metric]} " if metric else "",
        due_at.isoformat(timespec="seconds"),
        in_full(due_at.astimezone(now.tzinfo)),
        f"{distance} late" if late and distance != "now" else distance,
    )
    return sla(SlaState.BREACHED if late else state, moment)


def elapsed(since: datetime, now: datetime) -> str:
    """Write a wait in its largest useful units: 12m, 2h 10m, 3d."""
    minutes = max(0, int((now - since).total_seconds()) // 60)
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        return f"{hours // 24}d"
    if hours >= 10:
        return f"{hours}h"
    if not minutes:
        return "now"
    return f"{hours}h {rest}m" if hours else f"{rest}m"
