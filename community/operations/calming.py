"""Ask somebody to pause, shut them out for a time, or clear away what a spammer left; each can be undone."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

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
    silence(user, days=365, by=by, reason="Spam")
    posts = Post.objects.filter(author=user, removed_at=None).order_by("topic", "-number")[:MOST]
    gone = [remove_post(post, by=by, reason="cleared").pk for post in posts]
    return record("cleared", by=by, person=user, posts=gone)


@transaction.atomic
def bring_back(event: CommunityEvent, *, by: User) -> int:
    """Undo a clearing: what it took away is there again; return how many posts. Raises NotAllowed, NotNow."""
    require(Standing.of(by), Power.MODERATE)
    event = CommunityEvent.objects.select_for_update().get(pk=event.pk)
    if event.action != "cleared" or event.particulars.get("undone"):
        raise NotNow("There is nothing to bring back.")
    assert event.person is not None
    posts = Post.objects.filter(pk__in=event.particulars["posts"], removed_at__isnull=False).order_by("topic", "number")
    back = [restore_post(post, by=by).pk for post in posts]
    silence(event.person, days=0, by=by)
    event.particulars = {**event.particulars, "undone": True}
    event.save(update_fields=["particulars"])
    record("brought_back", by=by, person=event.person, posts=back)
    return len(back)


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
