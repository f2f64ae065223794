"""Announcements: written, published, stopped; and what browsers tell of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import Organization, User
from accounts.operations.auditing import audit, require_version
from helpdesk.lib.html import markdown_to_html
from knowledgebase.announcements.current import keep_current
from knowledgebase.models import Announcement, AnnouncementReader
from knowledgebase.moments import require_near
from knowledgebase.visitors import Visitor

# What a browser may tell, with the column that keeps when it happened first.
MOMENTS = {"shown": "shown_at", "clicked": "clicked_at", "dismissed": "dismissed_at", "goal": "goal_at"}
# What became of a message is known so long after it.
KEPT = timedelta(days=365)
FORGOTTEN = 10_000
_WRITTEN = (
    *("title", "body", "kind", "action", "action_label", "action_url", "in_widget", "in_help", "pages", "languages"),
    *("visitors", "delay", "signed_in", "attributes", "frequency", "every_days", "priority", "holdout", "goal"),
)


@transaction.atomic
def save_announcement(
    announcement: Announcement, organizations: Iterable[Organization], *, by: User, seen: int = 0
) -> Announcement:
    """Store a new or changed announcement. Raises ValidationError, ChangedMeanwhile."""
    chosen = list(organizations)
    _check(announcement)
    before: dict[str, Any] = {}
    if announcement.pk:
        stored = Announcement.objects.select_for_update(no_key=True, of=("self",)).get(pk=announcement.pk)
        require_version(stored, seen)
        before = _told(stored, stored.organizations.all())
        announcement.version = stored.version + 1
        announcement.published_at, announcement.stopped_at = stored.published_at, stored.stopped_at
    announcement.html = markdown_to_html(announcement.body)
    announcement.full_clean()
    announcement.save()
    announcement.organizations.set(chosen)
    audit(announcement, "changed" if before else "added", by=by, before=before, after=_told(announcement, chosen))
    transaction.on_commit(keep_current)
    return announcement


@transaction.atomic
def publish_announcement(announcement: Announcement, *, by: User) -> bool:
    """Let people see it; False when they do already. One that was stopped goes on where it was."""
    changed = Announcement.objects.filter(pk=announcement.pk).exclude(published_at__isnull=False, stopped_at=None)
    if not changed.update(published_at=announcement.published_at or timezone.now(), stopped_at=None):
        return False
    audit(announcement, "published", by=by, before={}, after={"title": announcement.title})
    transaction.on_commit(keep_current)
    return True


@transaction.atomic
def stop_announcement(announcement: Announcement, *, by: User) -> bool:
    """Show it to nobody any more; False when nobody sees it."""
    if not Announcement.objects.current().filter(pk=announcement.pk).update(stopped_at=timezone.now()):
        return False
    audit(announcement, "stopped", by=by, before={}, after={"title": announcement.title})
    transaction.on_commit(keep_current)
    return True


@transaction.atomic
def note_told(announcement: int, reader: Visitor, what: str) -> None:
    """Keep what a browser tells: that it was meant for it (`eligible`, or kept back: `held`), or one of MOMENTS.

    Each is kept once, whatever is told how often; of one that is not out, or was kept back, nothing but its goal.
    """
    if not Announcement.objects.current().filter(pk=announcement).exists():
        return
    now = timezone.now()
    row, _ = AnnouncementReader.objects.get_or_create(
        announcement_id=announcement, reader=reader.key, defaults={"eligible_at": now, "held": what == "held"}
    )
    column = MOMENTS.get(what)
    if column is None or (row.held and what != "goal"):
        return
    AnnouncementReader.objects.filter(pk=row.pk, **{column: None}).update(**{column: now})


def forget_readers(*, now: datetime | None = None) -> int:
    """Forget which browsers saw what nobody sees any more for a year; return how many rows that were.

    Some at a time: the clock comes again.
    """
    long_ago = (now or timezone.now()) - KEPT
    over = Announcement.objects.filter(Q(stopped_at__lt=long_ago) | Q(ends_at__lt=long_ago))
    rows = AnnouncementReader.objects.filter(announcement__in=over.values("pk")).values("pk")[:FORGOTTEN]
    return AnnouncementReader.objects.filter(pk__in=rows).delete()[0]


def _check(announcement: Announcement) -> None:
    require_near(starts_at=announcement.starts_at, ends_at=announcement.ends_at)
    wrong: dict[str, str] = {}
    if announcement.action and not announcement.action_label.strip():
        wrong["action_label"] = "Say what the button does."
    if announcement.action == Announcement.Action.LINK and not _is_address(announcement.action_url):
        wrong["action_url"] = "Write an address that begins with https://, or a path that begins with /."
    if announcement.starts_at and announcement.ends_at and announcement.ends_at <= announcement.starts_at:
        wrong["ends_at"] = "It has to end after it begins."
    if not announcement.in_widget and not announcement.in_help:
        wrong["in_widget"] = "Choose where people see it."
    if wrong:
        raise ValidationError(wrong)


def _is_address(text: str) -> bool:
    """Tell whether a browser may be sent there: no scripts, and nothing that only looks like a path."""
    if any(c.isspace() or not c.isprintable() or c == "\\" for c in text):
        return False
    if text.startswith("/"):
        return not text.startswith("//")
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _told(announcement: Announcement, organizations: Iterable[Organization]) -> dict[str, Any]:
    return {
        **{name: getattr(announcement, name) for name in _WRITTEN},
        "starts_at": announcement.starts_at.isoformat() if announcement.starts_at else "",
        "ends_at": announcement.ends_at.isoformat() if announcement.ends_at else "",
        "organizations": [str(one) for one in organizations],
        "version": announcement.version,
    }
