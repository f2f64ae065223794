"""What a person is told, as far as they may still see what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from accounts.models import Notification, User
from channels_inbox.selectors.capped import shown
from tickets.models import Ticket
from tickets.selectors import notifications_of

PAGE = 60
MOST = 100
Kind = Notification.Kind
ICONS = {
    Kind.ASSIGNED: "user-round-check",
    Kind.MENTIONED: "at-sign",
    Kind.REPLY: "message-square",
    Kind.NOTE: "lock",
    Kind.SLA_WARNING: "alarm-clock",
    Kind.SLA_BREACH: "triangle-alert",
    Kind.RULE: "zap",
    Kind.FINISHED: "circle-check",
    Kind.RULE_DISABLED: "zap-off",
    Kind.COMMUNITY: "users",
}


@dataclass(slots=True)
class Group:
    """The news of one ticket, newest first; of things that are no ticket, each alone."""

    number: int | None
    subject: str
    rows: list[Any] = field(default_factory=list)

    @property
    def unread(self) -> bool:
        return any(row.read_at is None for row in self.rows)


def unread_count(user: User) -> int:
    """Count unread ones, at most MOST: walks the partial index of the unread and no further."""
    return len(notifications_of(user).filter(read_at=None).order_by("-pk").values_list("pk")[:MOST])


def bell(user: User, *, after: int | None) -> dict[str, Any]:
    """Return what the bell shows, and the unread news after a position for a toast."""
    count = unread_count(user)
    newest = Notification.objects.filter(user=user).order_by("-pk").values_list("pk", flat=True).first() or 0
    news: list[Notification] = []
    if after is not None and newest > after:
        news = list(notifications_of(user).filter(pk__gt=after, read_at=None).order_by("-pk")[:MOST])
    return {
        "unread": f"{MOST - 1}+" if count >= MOST else shown(count) if count else "",
        "newest": newest,
        "news": _dressed(news[:1]),
        "more_news": len(news) - 1,
    }


def groups_of(user: User, *, unread: bool = False, before: int = 0) -> tuple[list[Group], int]:
    """Return a page of notifications by ticket, the one with the newest first, and where older ones begin or 0."""
    found = notifications_of(user).order_by("-pk")
    if unread:
        found = found.filter(read_at=None)
    if before:
        found = found.filter(pk__lt=before)
    rows = list(found[: PAGE + 1])
    older = rows[PAGE - 1].pk if len(rows) > PAGE else 0
    return grouped(_dressed(rows[:PAGE]), user), older


def grouped(rows: Sequence[Notification], user: User) -> list[Group]:
    """Put notifications under their tickets, in order; what is out of this person's sight is left out."""
    numbers = {row.ticket_number for row in rows if row.ticket_number}
    # Asked for again, with sight: no subject is kept in a notification.
    subjects = dict(Ticket.objects.visible_to(user).filter(number__in=numbers).values_list("number", "subject"))
    groups: dict[int | str, Group] = {}
    for row in rows:
        number = row.ticket_number
        if number is None:
            groups[f"alone {row.pk}"] = Group(None, "", [row])
        elif number in subjects:
            groups.setdefault(number, Group(number, subjects[number])).rows.append(row)
    return list(groups.values())


def _dressed(rows: list[Notification]) -> list[Any]:
    for row in rows:
        row.icon = ICONS.get(Kind(row.kind), "bell")  # type: ignore[attr-defined]
    return rows
