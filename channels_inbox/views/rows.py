"""Draw the rows of a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from html import escape
from typing import Any

from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from accounts.models import User
from channels_inbox.views.promises import elapsed, nearest
from helpdesk.lib.search import Word
from helpdesk.lib.search.marks import marked
from helpdesk.templatetags.desk import av, brief, ch, coming_time, i, in_full
from tickets.models.kinds import ACTIVE, UNFINISHED, Category, Priority

_PRIORITY = {
    Priority.LOW: ("chevron-down", "prio"),
    Priority.NORMAL: ("equal", "prio"),
    Priority.HIGH: ("chevron-up", "prio"),
    Priority.URGENT: ("chevrons-up", "prio prio--urgent"),
}
_NAMED = {Category.WAITING_CUSTOMER, Category.WAITING_THIRD_PARTY, *(c for c in Category if c not in UNFINISHED)}
_NOTHING = "<span></span>"
_LINE = 100


def drawn(
    rows: Iterable[dict[str, Any]], user: User, *, view: str, current: int | None = None, words: Sequence[Word] = ()
) -> SafeString:
    """Draw the rows of a page; the row of the open ticket (`current`), else the first, is the list's one tab stop.

    `words` that were looked for are marked, and what was found stands in place of the last message.
    """
    now = timezone.localtime()
    found = list(rows)
    moments = [row["last_message_at"].astimezone(now.tzinfo) for row in found]
    stop = next((n for n, row in enumerate(found) if row["id"] == current), 0)
    suffix = f"/?view={view}"
    blank = _row()
    tickets = reverse("agent_ticket", args=[0]).removesuffix("0/")
    return mark_safe(  # noqa: S308  # every value is escaped or drawn below
        "".join(
            blank.format(
                id=row["id"],
                tickets=tickets,
                number=row["number"],
                view=suffix,
                cls=_classes(row),
                stop="0" if n == stop else "-1",
                current=' aria-current="true"' if row["id"] == current else "",
                channel=ch(row["channel"]),
                who=marked(row["who"], words),
                exact=escape(in_full(at)),
                time=brief(at, now),
                subject=marked(row["subject"], words),
                whose="" if row.get("snippet") else _whose(row, user),
                last=marked(_line(row.get("snippet") or row["last_message_preview"]), words),
                state=badge(row["status_name"]) if row["category"] in _NAMED else priority(row["priority"]),
                tags="".join(map(_tag, row["tag_names"])),
                owner=_owner(row["assignee_name"] or row["assignee_email"]),
                clock=_clock(row, now),
            )
            for n, (row, at) in enumerate(zip(found, moments, strict=True))
        )
    )


@lru_cache(maxsize=1)
def _row() -> str:
    """Return a row's markup with its {blanks}.

    Filled by str.format: done fifty times a page, the template engine would take most of the page's time.
    """
    template: Any = get_template("agent/tickets/_row.html")
    return str(template.template.source)


def _classes(row: dict[str, Any]) -> str:
    unread = " is-unread" if _unread(row) else ""
    return unread if row["category"] in UNFINISHED else f"{unread} is-finished"


def _whose(row: dict[str, Any], user: User) -> str:
    # Nothing to read yet: it waits for its writer to think again.
    if not row["last_message_by_us"] or not row["last_message_preview"]:
        return ""
    return "You: " if row["assignee_id"] == user.pk else "We: "


def _line(text: str) -> str:
    """Return what a row has room for: what was said last is most of what a list weighs."""
    return text if len(text) <= _LINE else f"{text[: _LINE - 1].rstrip()}…"


@lru_cache(maxsize=8)
def priority(value: int) -> SafeString:
    """Draw a priority: an arrow and its word."""
    icon, cls = _PRIORITY[Priority(value)]
    return format_html('<span class="{}">{}{}</span>', cls, i(icon), Priority(value).label)


@lru_cache(maxsize=256)
def badge(status: str) -> SafeString:
    return format_html('<span class="badge badge--line badge--dot">{}</span>', status)


@lru_cache(maxsize=1024)
def _owner(name: str | None) -> str:
    if not name:
        return ""
    mark = '<span class="avatars" title="{}">{}<span class="sr-only">With {}</span></span>'
    return format_html(mark, name, av(name, "xs"), name)


@lru_cache(maxsize=1024)
def _tag(name: str) -> str:
    return format_html('<span class="chip chip--tag">{}</span>', name)


def _clock(row: dict[str, Any], now: datetime) -> str:
    """Draw when it wakes; awake, the nearest promise; without one, how long the customer has waited for us."""
    if (until := row["snoozed_until"]) is not None:
        return format_html(
            '<span class="sla" title="Put aside until {}">{}<span class="sr-only">Put aside until </span>{}</span>',
            in_full(until.astimezone(now.tzinfo)),
            i("moon"),
            coming_time(until),
        )
    if row["category"] in UNFINISHED and (
        promised := nearest(row["sla_state"], row["sla_due_at"], row["sla_metric"], now)
    ):
        return promised
    since = row["waiting_since"]
    if since is None or row["category"] not in ACTIVE:
        return _NOTHING
    return (
        f'<span class="sla">{i("clock")}<span class="sr-only">Customer waits </span>'
        f'<time datetime="{since.isoformat(timespec="seconds")}" data-behaviour="wait">{elapsed(since, now)}</time>'
        "</span>"
    )


def _unread(row: dict[str, Any]) -> bool:
    """Tell whether something happened since this person looked, or the customer waits for a first look."""
    if row["seen"] is not None:
        return bool(row["seen"] < row["seq"])
    return row["category"] in UNFINISHED and not row["last_message_by_us"]
