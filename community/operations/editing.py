"""Change what was written, keeping what it was; take it away, and bring it back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from community.errors import NotAllowed, NotNow
from community.events import record
from community.models import Post, PostRevision, Topic
from community.operations.answering import settle_solved
from community.operations.awaiting import due_of
from community.operations.connecting import flag_made_of
from community.operations.filing import attach_files
from community.operations.locking import lock_post, lock_topic
from community.operations.screening import screen_change
from community.operations.writing import require_pace, slug_of, tidy_tags, tidy_title, write
from community.permissions import may_edit, may_remove, may_retitle
from community.search import index_topic
from community.standing import Standing


@transaction.atomic
def edit_post(post: Post, *, by: User, body: str, seen: int | None = None) -> Post:
    """Change a post; the text before it is kept for everybody to compare. `seen` is the number of edits its editor saw.

    Raises NotAllowed, NotNow, Incomplete, TooMuch.
    """
    standing = Standing.of(by)
    post = lock_post(post)
    if not may_edit(standing, post):
        raise NotAllowed
    if seen is not None and seen != post.edits:
        raise NotNow("Somebody changed this post meanwhile. Yours is still here: compare both, then save again.")
    before, at = post.body, post.edited_at or post.created_at
    write(post, body, standing=standing)
    if post.body == before:
        return post
    require_pace(standing)
    screen_change(post, standing=standing, topic=post.topic if post.is_first else None)
    writer = post.edited_by if post.edits else post.author
    PostRevision.objects.create(post=post, number=post.edits, body=before, by=writer, at=at)
    post.edits, post.edited_at, post.edited_by = post.edits + 1, timezone.now(), by
    post.save(update_fields=["body", "html", "renderer", "edits", "edited_at", "edited_by", "spam"])
    attach_files(post, by=by)
    record("edited", by=by, post=post, edit=post.edits)
    flag_made_of(post, by=by)
    if post.is_first or post.accepted_at is not None:
        index_topic(post.topic)
    return post


@transaction.atomic
def retitle_topic(topic: Topic, *, by: User, title: str, tags: str | list[str] | None = None) -> Topic:
    """Give a topic another title or other tags; its former address leads on.

    Raises NotAllowed, NotNow, Incomplete, TooMuch.
    """
    standing = Standing.of(by)
    topic = lock_topic(topic)
    if not may_retitle(standing, topic):
        raise NotAllowed
    title = tidy_title(title)
    words = topic.tags if tags is None else tidy_tags(tags)
    if (title, words) == (topic.title, topic.tags):
        return topic
    require_pace(standing)
    before = topic.title
    topic.title, topic.slug, topic.tags = title, slug_of(title), words
    first = topic.posts.get(number=1)
    screen_change(first, standing=standing, topic=topic)
    first.save(update_fields=["spam"])
    record("retitled", by=by, topic=topic, before=before, after=title, tags=words)
    topic.save(update_fields=["title", "slug", "tags"])
    index_topic(topic)
    return topic


@transaction.atomic
def remove_post(post: Post, *, by: User, reason: str = "") -> Post:
    """Take a post out of sight; moderators can bring it back. With its first post the whole topic goes.

    Raises NotAllowed, and NotNow for an answer that solved it.
    """
    post = lock_post(post)
    if post.removed_at is not None:
        return post
    standing = Standing.of(by)
    if not may_remove(standing, post):
        if post.accepted_at is not None and post.author_id == by.pk:
            raise NotNow("This answer solved somebody's question, so it stays. Change it if it is wrong.")
        raise NotAllowed
    post.removed_at, post.removed_by = timezone.now(), by
    post.save(update_fields=["removed_at", "removed_by"])
    recount(post.topic, post, 0 if post.held_at else -1)
    record("removed", by=by, post=post, reason=reason[:300])
    flag_made_of(post, by=by, withdrawn=post.accepted_at is not None)
    return post


@transaction.atomic
def restore_post(post: Post, *, by: User) -> Post:
    """Bring back what was taken out of sight. Raises NotAllowed."""
    post = lock_post(post)
    if post.removed_at is None:
        return post
    if not may_remove(Standing.of(by), post):
        raise NotAllowed
    post.removed_at = post.removed_by = None
    post.save(update_fields=["removed_at", "removed_by"])
    recount(post.topic, post, 0 if post.held_at else 1)
    record("restored", by=by, post=post)
    return post


def recount(topic: Topic, post: Post, more: int) -> None:
    """Bring the topic up to date with a post that went or came. The caller holds both."""
    if post.is_first:
        topic.removed_at = post.removed_at
        topic.save(update_fields=["removed_at"])
    else:
        shown = topic.posts.filter(removed_at=None, held_at=None).order_by("-created_at", "-number").first()
        topic.replies = max(0, topic.replies + more)
        if shown is not None:
            topic.last_post_at, topic.last_poster = shown.created_at, shown.author
        if more < 0 and topic.replies == 0 and topic.alert_at is None:
            # It waits for an answer again.
            topic.alert_at = due_of(topic.forum, timezone.now())
        topic.save(update_fields=["replies", "last_post_at", "last_poster", "alert_at"])
        settle_solved(topic)
    if post.is_first or post.accepted_at is not None:
        index_topic(topic)
