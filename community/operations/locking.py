"""Take the row of a topic or post, so that two changes of it follow each other. Topics before their posts."""

from __future__ import annotations

from community.errors import NotNow
from community.models import Post, Topic


def lock_topic(topic: Topic) -> Topic:
    return Topic.objects.select_for_update(no_key=True, of=("self",)).select_related("forum").get(pk=topic.pk)


def lock_home(topic: Topic) -> Topic:
    """Return the topic, locked; of one that became part of another, that one: it has its posts now. Raises NotNow."""
    # Looked for before anything is locked: who takes a merge back locks both in the order of their ids.
    home, rows = topic.pk, Topic.objects.values_list("merged_into", flat=True)
    while (into := rows.get(pk=home)) is not None:
        home = into
    found = lock_topic(Topic(pk=home))
    if found.merged_into_id is not None:
        raise NotNow("It became part of another topic a moment ago. Send it once more.")
    return found


def lock_both(one: Topic, other: Topic) -> tuple[Topic, Topic]:
    """Return two topics, locked in one order whoever asks: two who join them the other way round would deadlock."""
    rows = Topic.objects.select_for_update(no_key=True, of=("self",)).select_related("forum")
    found = {row.pk: row for row in rows.filter(pk__in=[one.pk, other.pk]).order_by("pk")}
    return found[one.pk], found[other.pk]


def lock_post(post: Post) -> Post:
    """Return the post with its topic, both locked. Raises NotNow for one that is being moved at this moment."""
    topic = lock_topic(Topic(pk=post.topic_id))
    locked = Post.objects.select_for_update(no_key=True, of=("self",)).get(pk=post.pk)
    if locked.topic_id != topic.pk:
        raise NotNow("It was moved to another topic a moment ago. Load the page once more.")
    locked.topic = topic
    return locked
