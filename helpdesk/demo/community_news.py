"""What the people of the demo community were told lately; the latest of it nobody has read yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from accounts.models import User
from community.models import IdeaStep, Notice, Post, ReachSettings, Topic
from helpdesk.demo.company import DOMAIN

LATELY, UNREAD = timedelta(days=60), timedelta(days=4)
SENDER = f"support@{DOMAIN}"


def tell_news(topics: Sequence[Topic], *, now: datetime) -> None:
    """Write the bell's rows for who began a topic; letters go by the address that answers can come back to."""
    ReachSettings.objects.create(sender=SENDER)
    theirs = {topic.pk: topic for topic in topics if topic.author and not topic.author.is_agent}
    since = now - LATELY
    posts = Post.objects.filter(topic__in=theirs, number__gt=1, created_at__gt=since).select_related("author")
    notices = [
        _notice(Notice.Kind.REPLY, theirs[post.topic_id], post.author, post.created_at, now, post=post)
        for post in posts
        if post.author_id != theirs[post.topic_id].author_id
    ]
    steps = IdeaStep.objects.filter(topic__in=theirs, created_at__gt=since).select_related("by")
    notices += [
        _notice(Notice.Kind.STATE, theirs[step.topic_id], step.by, step.created_at, now, step=step) for step in steps
    ]
    Notice.objects.bulk_create(sorted(notices, key=lambda notice: notice.created_at))


def _notice(
    kind: str,
    topic: Topic,
    by: User | None,
    at: datetime,
    now: datetime,
    *,
    post: Post | None = None,
    step: IdeaStep | None = None,
) -> Notice:
    key = f"post {post.pk}" if post else f"state {step.pk if step else 0}"
    read_at = None if now - at < UNREAD else min(now, at + timedelta(hours=9))
    return Notice(
        user=topic.author, kind=kind, topic=topic, post=post, step=step, by=by, key=key, created_at=at, read_at=read_at
    )
