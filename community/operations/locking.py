"""Take the row of a topic or post, so that two changes of it follow each other. Topics before their posts."""

from __future__ import annotations

from community.models import Post, Topic


def lock_topic(topic: Topic) -> Topic:
    return Topic.objects.select_for_update(no_key=True, of=("self",)).select_related("forum").get(pk=topic.pk)


def lock_post(post: Post) -> Post:
    """Return the post with its topic, both locked."""
    topic = lock_topic(Topic(pk=post.topic_id))
    locked = Post.objects.select_for_update(no_key=True, of=("self",)).get(pk=post.pk)
    locked.topic = topic
    return locked
