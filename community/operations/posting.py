"""Somebody begins a topic, or answers in one."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from community.errors import NotAllowed
from community.events import record
from community.models import Forum, Post, PostDraft, Topic
from community.operations.awaiting import due_of, settle_answered
from community.operations.filing import attach_files
from community.operations.following import note_reading
from community.operations.joining import count
from community.operations.locking import lock_home
from community.operations.screening import screen
from community.operations.telling import tell_of_post
from community.operations.writing import require_room, slug_of, tidy_tags, tidy_title, write
from community.permissions import may_start, require_answer
from community.search import index_topic, locale_of_new
from community.standing import Standing


@transaction.atomic
def start_topic(
    forum: Forum,
    *,
    by: User,
    title: str,
    body: str,
    tags: str | list[str] = "",
    key: str = "",
    at: datetime | None = None,
) -> Topic:
    """Begin a topic with its first post; whoever begins it follows it. A `key` used before returns its topic.

    `at` is when it was written, of what comes from elsewhere: that is not held to a person's pace. Raises NotAllowed,
    Incomplete, TooMuch.
    """
    standing = Standing.of(by)
    if not may_start(standing, forum):
        raise NotAllowed("You may read this forum, but not begin topics in it.")
    if found := _sent_before(by, key):
        return found.topic
    now = at or timezone.now()
    topic = Topic(
        forum=forum,
        kind=forum.kind,
        title=tidy_title(title),
        tags=tidy_tags(tags),
        locale=locale_of_new(),
        author=by,
        state=Topic.State.OPEN if forum.kind == Forum.Kind.IDEA else "",
        created_at=now,
        last_post_at=now,
        last_poster=by,
        alert_at=due_of(forum, now) if at is None and not standing.staff else None,
    )
    topic.slug = slug_of(topic.title)
    post = Post(number=1, author=by, staff=standing.staff, created_at=now, key=key[:40])
    write(post, body, standing=standing)
    if at is None:
        require_room(standing, topic=True)
    if at is None and screen(post, standing=standing, topic=topic):
        topic.held_at = post.held_at = now
    try:
        with transaction.atomic():
            topic.save()
            post.topic = topic
            post.save()
    except IntegrityError:
        # The same was being sent by another request at this moment: it is there now.
        if found := _sent_before(by, key):
            return found.topic
        raise
    attach_files(post, by=by)
    PostDraft.objects.filter(user=by, topic=None).delete()
    note_reading(topic, by, number=1, follow=True, at=now)
    count(by, topics_started=1)
    record("started", by=by, topic=topic, post=post)
    tell_of_post(post, topic)
    index_topic(topic)
    return topic


@transaction.atomic
def add_post(
    topic: Topic,
    *,
    by: User,
    body: str,
    reply_to: Post | None = None,
    key: str = "",
    at: datetime | None = None,
) -> Post:
    """Answer in a topic; who answers follows it, unless they muted it. A `key` used here before returns its post.

    What comes for a topic that became part of another stands in that one.

    Raises NotAllowed, TopicIsClosed, Incomplete, TooMuch.
    """
    standing = Standing.of(by)
    topic = lock_home(topic)
    require_answer(standing, topic)
    key = _within(topic, key)
    if found := _sent_before(by, key):
        return found
    now = at or timezone.now()
    post = Post(
        topic=topic, number=topic.last_number + 1, author=by, staff=standing.staff, created_at=now, key=key[:40]
    )
    if reply_to is not None and Post.objects.filter(topic=topic, pk=reply_to.pk).shown_to(standing).exists():
        post.reply_to = reply_to
    write(post, body, standing=standing)
    if at is None:
        require_room(standing, topic=False)
    if at is None and screen(post, standing=standing):
        post.held_at = now
    first_here = not Post.objects.filter(topic=topic, author=by).exists()
    post.save()
    attach_files(post, by=by)
    topic.last_number = post.number
    if post.held_at is None:
        topic.replies += 1
        topic.last_post_at, topic.last_poster = now, by
    if topic.author_id == by.pk:
        topic.needs_info_at = None
    topic.save(update_fields=["last_number", "replies", "last_post_at", "last_poster", "needs_info_at"])
    settle_answered(topic, post)
    PostDraft.objects.filter(user=by, topic=topic).delete()
    note_reading(topic, by, number=post.number, follow=True, at=now)
    count(by, posts_written=1, topics_replied=int(first_here and topic.author_id != by.pk))
    record("answered", by=by, topic=topic, post=post)
    tell_of_post(post, topic)
    return post


def _within(topic: Topic, key: str) -> str:
    """Return a key that is of one topic alone: the same key sent to another one is another post."""
    return sha256(f"{topic.pk} {key}".encode()).hexdigest()[:40] if key else ""


def _sent_before(by: User, key: str) -> Post | None:
    return Post.objects.select_related("topic").filter(author=by, key=key[:40]).first() if key else None
