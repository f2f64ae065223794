"""What the bell and the list of news show a customer."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import User
from community.models import Notice
from community.wording import words_of

PAGE = 40
MOST = 100
ICONS = {
    Notice.Kind.MENTION: "at-sign",
    Notice.Kind.REPLY: "reply",
    Notice.Kind.ACCEPTED: "circle-check",
    Notice.Kind.STATE: "lightbulb",
    Notice.Kind.TOPIC: "messages-square",
    Notice.Kind.POST: "message-square",
    Notice.Kind.MERGED: "merge",
    Notice.Kind.SPLIT: "split",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One piece of news, as it is read now."""

    notice: Notice
    text: str
    icon: str


def unread_count(user: User) -> str:
    """Return how many pieces of news somebody has not read, as a bell says it; walks the unread and no further."""
    found = len(Notice.objects.visible_to(user).filter(read_at=None).values_list("pk")[:MOST])
    return f"{MOST - 1}+" if found >= MOST else str(found) if found else ""


def page_of(user: User, *, unread: bool = False, before: int = 0) -> tuple[list[Line], int]:
    """Return a page of news, the newest first, and where older ones begin or 0."""
    rows = Notice.objects.visible_to(user).select_related("topic", "post__topic", "step", "by__profile")
    if unread:
        rows = rows.filter(read_at=None)
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    older = found[PAGE - 1].pk if len(found) > PAGE else 0
    return [Line(row, words_of(row), ICONS[Notice.Kind(row.kind)]) for row in found[:PAGE]], older
