"""Let some posts of a topic begin one of their own."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from community.errors import Incomplete, NotAllowed, NotNow
from community.events import record
from community.models import Forum, Post, Topic, TopicMove, TopicReader
from community.operations.following import note_reading
from community.operations.locking import lock_topic
from community.operations.tallying import tally
from community.operations.telling import tell_of_split
from community.operations.writing import slug_of, tidy_title
from community.permissions import Power, require
from community.search import index_topic
from community.selectors.readers import alike
from community.standing import Standing

MOST = 100


@transaction.atomic
def split_topic(topic: Topic, *, numbers: Collection[int], title: str, to: Forum, by: User) -> TopicMove:
    """Let the posts with these numbers begin a topic of their own, in a forum with the same readers.

    It belongs to who wrote the first of them. Their own addresses lead on. Raises NotAllowed, NotNow, Incomplete.
    """
    require(Standing.of(by), Power.MERGE)
    topic = lock_topic(topic)
    if topic.removed_at is not None:
        raise NotNow("This topic is taken away, or became part of another.")
    if to.pk not in alike(topic.forum) or to.archived_at is not None or to.kind == Forum.Kind.ANNOUNCEMENT:
        raise NotAllowed("The new topic needs a place the same people read. It can be moved afterwards.")
    title = tidy_title(title)
    posts = _chosen(topic, numbers)
    new = _begin(topic, posts, title, to)
    before = {str(post.pk): post.number for post in posts}
    for number, post in enumerate(posts, 1):
        post.topic, post.number = new, number
    Post.objects.bulk_update(posts, ["topic", "number"])
    move = TopicMove.objects.create(
        kind=TopicMove.Kind.SPLIT,
        source=topic,
        target=new,
        posts=len(posts),
        numbers=before,
        by=by,
        created_at=timezone.now(),
    )
    _let_writers_follow(topic, new, posts)
    tally(new)
    tally(topic)
    record("split", by=by, topic=new, move=move.pk, other=topic.pk, posts=len(posts))
    index_topic(new)
    index_topic(topic)
    tell_of_split(move)
    return move


def _chosen(topic: Topic, numbers: Collection[int]) -> list[Post]:
    if not numbers:
        raise Incomplete("posts", "Choose at least one post.")
    if len(numbers) > MOST:
        raise Incomplete("posts", f"At most {MOST} posts at once.")
    if 1 in numbers:
        raise Incomplete("posts", "What the topic began with stays. Give it another title instead.")
    posts = list(topic.posts.filter(number__in=numbers).select_related("author").order_by("number"))
    if len(posts) != len(set(numbers)):
        raise NotNow("Some of them are not in this topic any more. Choose again.")
    if any(post.accepted_at for post in posts):
        raise NotNow(
            "An accepted answer stays with its question. Leave it out, or say first that it is not the answer."
        )
    if posts[0].removed_at is not None or posts[0].held_at is not None:
        raise NotNow("The first of them is not shown to readers, so no topic can begin with it.")
    return posts


def _begin(topic: Topic, posts: list[Post], title: str, to: Forum) -> Topic:
    first = posts[0]
    return Topic.objects.create(
        forum=to,
        kind=to.kind,
        title=title,
        slug=slug_of(title),
        locale=topic.locale,
        author=first.author,
        tags=topic.tags,
        state=Topic.State.OPEN if to.kind == Forum.Kind.IDEA else "",
        created_at=first.created_at,
        last_post_at=first.created_at,
    )


def _let_writers_follow(topic: Topic, new: Topic, posts: list[Post]) -> None:
    """Let who wrote what went along, and follows the topic, follow the new one too, as far as they had read."""
    writers = {post.author_id: post.author for post in posts if post.author is not None}
    rows = TopicReader.objects.filter(topic=topic, user__in=writers, followed_at__isnull=False)
    for pk, quiet in rows.order_by("user").values_list("user", "quiet"):
        writer = writers[pk]
        assert writer is not None
        note_reading(new, writer, number=len(posts), follow=True, quiet=quiet)
