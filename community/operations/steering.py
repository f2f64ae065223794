"""Pin, close and move topics: what moderators do so that others find their way."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from community.errors import NotAllowed, NotNow
from community.events import record
from community.models import Forum, Topic
from community.operations.awaiting import due_of
from community.operations.locking import lock_topic
from community.permissions import Power, may_move, require
from community.search import index_topic
from community.selectors.readers import alike
from community.standing import Standing


@transaction.atomic
def pin_topic(topic: Topic, *, by: User, pinned: bool) -> Topic:
    """Keep a topic on top of its forum, or let it take its place again. Raises NotAllowed."""
    require(Standing.of(by), Power.PIN)
    topic = lock_topic(topic)
    if pinned != (topic.pinned_at is not None):
        topic.pinned_at = timezone.now() if pinned else None
        topic.save(update_fields=["pinned_at"])
        record("pinned" if pinned else "unpinned", by=by, topic=topic)
    return topic


@transaction.atomic
def close_topic(topic: Topic, *, by: User, closed: bool) -> Topic:
    """Let nobody but moderators write in it any more, or open it again. Raises NotAllowed."""
    require(Standing.of(by), Power.CLOSE)
    topic = lock_topic(topic)
    if closed != (topic.closed_at is not None):
        topic.closed_at = timezone.now() if closed else None
        topic.alert_at = None if closed or topic.replies else due_of(topic.forum, timezone.now())
        topic.save(update_fields=["closed_at", "alert_at"])
        record("closed" if closed else "reopened", by=by, topic=topic)
    return topic


@transaction.atomic
def move_topic(topic: Topic, *, to: Forum, by: User) -> Topic:
    """Move a topic to another forum this person may read; it takes that forum's kind.

    Only staff moves what the company wrote, or to where others read it. Raises NotAllowed, NotNow.
    """
    standing = Standing.of(by)
    require(standing, Power.MOVE)
    topic = lock_topic(topic)
    if not may_move(standing, topic):
        raise NotAllowed
    if not Forum.objects.open_to(standing).filter(pk=to.pk).exists():
        raise NotAllowed
    if to.pk == topic.forum_id:
        return topic
    if to.archived_at is not None:
        raise NotNow("That forum is put away: nothing new goes there.")
    if to.kind == Forum.Kind.ANNOUNCEMENT and not standing.staff:
        raise NotAllowed
    if not standing.staff and to.pk not in alike(topic.forum):
        raise NotAllowed("Other people read that forum. Ask a colleague to move it there.")
    record("moved", by=by, topic=topic, before=topic.forum.name, after=to.name)
    topic.forum, topic.kind = to, to.kind
    if to.kind == Forum.Kind.IDEA:
        topic.state = topic.state or Topic.State.OPEN
    else:
        topic.state = ""
    topic.alert_at = None if topic.replies else due_of(to, topic.created_at)
    topic.save(update_fields=["forum", "kind", "state", "alert_at"])
    index_topic(topic)
    return topic


@transaction.atomic
def ask_for_more(topic: Topic, *, by: User, needed: bool) -> Topic:
    """Say that a question needs more from who asked; it ends when they write. Raises NotAllowed."""
    require(Standing.of(by), Power.CLOSE)
    topic = lock_topic(topic)
    if needed != (topic.needs_info_at is not None):
        topic.needs_info_at = timezone.now() if needed else None
        topic.save(update_fields=["needs_info_at"])
        record("needs_info" if needed else "has_info", by=by, topic=topic)
    return topic
