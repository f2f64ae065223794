"""Ask somebody to pause, shut them out for a time, or clear away what a spammer left; each can be undone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts.models import User
from community.errors import NotNow
from community.events import record
from community.models import CommunityEvent, Post, Profile
from community.operations.editing import remove_post, restore_post
from community.operations.joining import join
from community.permissions import Power, require
from community.standing import Standing

# At once. A spammer who wrote more is cleared in several goes.
MOST = 200


@transaction.atomic
def silence(user: User, *, days: int, by: User, reason: str = "") -> Profile:
    """Let somebody read and follow but not write for some days; 0 lets them again. Raises NotAllowed, NotNow."""
    return _until(user, "silenced_until", days, by, reason, "silenced" if days else "unsilenced")


@transaction.atomic
def suspend(user: User, *, days: int, by: User, reason: str = "") -> Profile:
    """Let somebody only read for some days; 0 ends it. Raises NotAllowed, NotNow."""
    return _until(user, "suspended_until", days, by, reason, "suspended" if days else "unsuspended")


@transaction.atomic
def clear_away(user: User, *, by: User) -> CommunityEvent:
    """Take away everything a spammer wrote, and silence them; `bring_back` undoes it. Raises NotAllowed, NotNow."""
    join(user)
    before = Profile.objects.select_for_update().get(user=user)
    after = silence(user, days=365, by=by, reason="Spam")
    pause = {"was": _said(before.silenced_until), "reason": before.reason, "until": _said(after.silenced_until)}
    posts = Post.objects.filter(author=user, removed_at=None).order_by("topic", "-number")[:MOST]
    gone = [remove_post(post, by=by, reason="cleared").pk for post in posts]
    return record("cleared", by=by, person=user, posts=gone, pause=pause)


@transaction.atomic
def bring_back(event: CommunityEvent, *, by: User) -> int:
    """Undo a clearing: what it took away is there again; return how many posts. Raises NotAllowed, NotNow."""
    require(Standing.of(by), Power.MODERATE)
    event = CommunityEvent.objects.select_for_update().get(pk=event.pk)
    if event.action != "cleared" or event.particulars.get("undone"):
        raise NotNow("There is nothing to bring back.")
    posts = Post.objects.filter(pk__in=event.particulars["posts"], removed_at__isnull=False).order_by("topic", "number")
    back = [restore_post(post, by=by).pk for post in posts]
    _end_pause(event, by)
    event.particulars = {**event.particulars, "undone": True}
    event.save(update_fields=["particulars"])
    record("brought_back", by=by, person=event.person, posts=back)
    return len(back)


def _said(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _end_pause(event: CommunityEvent, by: User) -> None:
    """End the pause that came with a clearing; one that was there before goes on, and one given since stays."""
    profile = Profile.objects.select_for_update().filter(user=event.person_id).first()
    pause = event.particulars["pause"]
    if profile is None or profile.silenced_until != parse_datetime(pause["until"]):
        return
    profile.silenced_until = parse_datetime(pause["was"]) if pause["was"] else None
    profile.reason, profile.due_at = pause["reason"], timezone.now()
    profile.save(update_fields=["silenced_until", "reason", "due_at"])
    record("unsilenced", by=by, person=profile.user, days=0, reason=profile.reason)


def _until(user: User, field: str, days: int, by: User, reason: str, action: str) -> Profile:
    require(Standing.of(by), Power.MODERATE)
    if user.is_agent:
        raise NotNow("Colleagues are not silenced here: change their role instead.")
    profile = Profile.objects.select_for_update().get(pk=join(user).pk)
    setattr(profile, field, timezone.now() + timedelta(days=days) if days else None)
    profile.reason, profile.due_at = reason.strip()[:300] if days else "", timezone.now()
    profile.save(update_fields=[field, "reason", "due_at"])
    record(action, by=by, person=user, days=days, reason=profile.reason)
    return profile
