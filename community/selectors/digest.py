"""What a digest tells: what happened lately where its reader may read, as far as they did not mute it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from community.models import Notice, PlaceWish, Topic, TopicReader
from community.models.topic import TopicQuerySet
from community.standing import Standing

MOST = 8
# Looked at for a digest, at most: what is older than these is no news in a lively community.
LATEST = 300


@dataclass(frozen=True, slots=True)
class Digest:
    """Some topics of a kind each; empty when there is nothing to tell."""

    followed: list[Topic]
    solved: list[Topic]
    begun: list[Topic]
    unread: int

    def __bool__(self) -> bool:
        return bool(self.followed or self.solved or self.begun)


def digest_of(user: User, *, since: datetime) -> Digest:
    """Return what was new after a moment; each topic once, under what matters most to the reader."""
    standing = Standing.of(user)
    muted = TopicReader.objects.filter(user=user, muted_at__isnull=False).values("topic")
    places = list(PlaceWish.objects.filter(user=user, level=PlaceWish.Level.MUTE))
    rows: TopicQuerySet = Topic.objects.listed().open_to(standing).filter(last_post_at__gt=since)
    rows = rows.exclude(pk__in=muted)
    for place in places:
        rows = (
            rows.exclude(forum__path__contains=[place.forum_id])
            if place.forum_id
            else rows.exclude(tags__contains=[place.tag])
        )
    latest = list(rows.order_by("-last_post_at", "-pk").select_related("forum", "author")[:LATEST])
    readers = TopicReader.objects.filter(user=user, followed_at__isnull=False, topic__in=latest)
    read = dict(readers.values_list("topic", "read_number"))
    followed = [topic for topic in latest if topic.pk in read and read[topic.pk] < topic.last_number]
    rest = [topic for topic in latest if topic not in followed and topic.author_id != user.pk]
    solved = [topic for topic in rest if topic.solved_at and topic.solved_at > since]
    begun = [topic for topic in rest if topic not in solved and topic.created_at > since]
    begun.sort(key=lambda topic: (-topic.votes, -topic.replies, -topic.pk))
    unread = Notice.objects.visible_to(user).filter(read_at=None).count()
    return Digest(followed[:MOST], solved[:MOST], begun[:MOST], unread)
