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
    """Write the bell's rows for who wrote in a topic; letters go by the address that answers can come back to."""
    ReachSettings.objects.create(sender=SENDER)
    by_pk = {topic.pk: topic for topic in topics}
    since = now - LATELY
    notices: list[Notice] = []
    wrote: dict[int, dict[int, User]] = {pk: {} for pk in by_pk}
    posts = Post.objects.filter(topic__in=by_pk, author__isnull=False).select_related("author")
    for post in posts.order_by("topic", "number"):
        assert post.author is not None
        topic, here = by_pk[post.topic_id], wrote[post.topic_id]
        if post.created_at > since:
            for user in here.values():
                kind = Notice.Kind.REPLY if user == topic.author else Notice.Kind.POST
                if user != post.author:
                    notices.append(_notice(kind, user, topic, post.author, post.created_at, now, post=post))
        if post.accepted_at is not None and not post.author.is_agent and post.author != topic.author:
            kind = Notice.Kind.ACCEPTED
            notices.append(_notice(kind, post.author, topic, topic.author, post.accepted_at, now, post=post))
        if not post.author.is_agent:
            here[post.author.pk] = post.author
    for step in IdeaStep.objects.filter(topic__in=by_pk, created_at__gt=since).select_related("by"):
        kind = Notice.Kind.STATE
        topic = by_pk[step.topic_id]
        notices += [
            _notice(kind, user, topic, step.by, step.created_at, now, step=step) for user in wrote[topic.pk].values()
        ]
    Notice.objects.bulk_create(sorted(notices, key=lambda notice: notice.created_at))


def _notice(
    kind: str,
    user: User,
    topic: Topic,
    by: User | None,
    at: datetime,
    now: datetime,
    *,
    post: Post | None = None,
    step: IdeaStep | None = None,
) -> Notice:
    word = "accepted" if kind == Notice.Kind.ACCEPTED else "post"
    key = f"{word} {post.pk}" if post else f"state {step.pk if step else 0}"
    read_at = None if now - at < UNREAD else min(now, at + timedelta(hours=9))
    return Notice(
        user=user, kind=kind, topic=topic, post=post, step=step, by=by, key=key, created_at=at, read_at=read_at
    )
