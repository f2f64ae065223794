"""The one place where what happened in the community is written down."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from accounts.models import User
from community.models import CommunityEvent, Post, Topic


def record(
    action: str,
    *,
    by: User | None,
    topic: Topic | None = None,
    post: Post | None = None,
    person: User | None = None,
    **particulars: Any,
) -> CommunityEvent:
    """Record in the caller's transaction what somebody, or the clock, did."""
    return CommunityEvent.objects.create(
        topic_id=topic.pk if topic else post.topic_id if post else None,
        post=post,
        person=person,
        action=action,
        by=by,
        particulars=particulars,
        created_at=timezone.now(),
    )
