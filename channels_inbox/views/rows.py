"""Turn rows of a list into what their template writes, so that it only writes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import User
from helpdesk.templatetags.desk import av, ch, exact_time, i, short_time
from tickets.models.kinds import ACTIVE, UNFINISHED, Category, Priority

_PRIORITY = {
    Priority.LOW: ("chevron-down", "prio"),
    Priority.NORMAL: ("equal", "prio"),
    Priority.HIGH: ("chevron-up", "prio"),
    Priority.URGENT: ("chevrons-up", "prio prio--urgent"),
}
_NAMED = {Category.WAITING_CUSTOMER, Category.WAITING_THIRD_PARTY, *(c for c in Category if c not in UNFINISHED)}
_NOTHING = SafeString("<span></span>")


def drawn(rows: Iterable[dict[str, Any]], user: User, *, view: str, current: int | None = None) -> list[dict[str, Any]]:
    """Dress the rows of a page. Marks that repeat are drawn once per process, times once per row."""
    now = timezone.now()
    found = list(rows)
    # The list is one tab stop: the open ticket's row, else the first.
    stop = next((n for n, row in enumerate(found) if row["id"] == current), 0)
    suffix = f"?view={view}"
    prefix = reverse("agent_ticket", args=[0]).removesuffix("0/")
    for n, row in enumerate(found):
        row["href"] = f"{prefix}{row['number']}/{suffix}"
        row["tabindex"] = 0 if n == stop else -1
        row["current"] = row["id"] == current
        row["unread"] = _unread(row)
        row["finished"] = row["category"] not in UNFINISHED
        row["mark"] = ch(row["channel"])
        row["time"] = short_time(row["last_message_at"])
        row["exact"] = exact_time(row["last_message_at"])
        row["state"] = badge(row["status_name"]) if row["category"] in _NAMED else priority(row["priority"])
        owner = row["assignee_name"] or row["assignee_email"]
        row["owner_mark"] = owner_mark(owner) if owner else ""
        row["clock"] = _clock(row, now)
        row["whose"] = "" if not row["last_message_by_us"] else "You: " if row["assignee_id"] == user.pk else "We: "
    return found


@lru_cache(maxsize=8)
def priority(value: int) -> SafeString:
    """Draw a priority: an arrow and its word."""
    icon, cls = _PRIORITY[Priority(value)]
    return format_html('<span class="{}">{}{}</span>', cls, i(icon), Priority(value).label)


@lru_cache(maxsize=256)
def badge(status: str) -> SafeString:
    return format_html('<span class="badge badge--line badge--dot">{}</span>', status)


@lru_cache(maxsize=1024)
def owner_mark(name: str) -> SafeString:
    return format_html(
        '<span class="avatars" title="{}">{}<span class="sr-only">With {}</span></span>', name, av(name, "xs"), name
    )


def _clock(row: dict[str, Any], now: datetime) -> SafeString:
    """Draw how long the customer has waited for us."""
    since = row["waiting_since"]
    if since is None or row["category"] not in ACTIVE:
        return _NOTHING
    return format_html(
        '<span class="sla">{}<span class="sr-only">Customer waits </span>'
        '<time datetime="{}" data-behaviour="wait">{}</time></span>',
        i("clock"),
        since.isoformat(timespec="seconds"),
        elapsed(since, now),
    )


def _unread(row: dict[str, Any]) -> bool:
    """Tell whether something happened since this person looked, or the customer waits for a first look."""
    if row["seen"] is not None:
        return bool(row["seen"] < row["seq"])
    return row["category"] in UNFINISHED and not row["last_message_by_us"]


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
