"""Bring what a topic says of its posts up to date, after posts came or went."""

from __future__ import annotations

from django.db.models import Count, Max, Q

from community.models import Topic, TopicReader
from community.operations.answering import settle_solved


def tally(topic: Topic) -> None:
    """Count a topic's posts anew. The caller holds it."""
    shown = Q(removed_at=None, held_at=None)
    counted = topic.posts.aggregate(last=Max("number"), replies=Count("pk", filter=shown & Q(number__gt=1)))
    topic.last_number, topic.replies = counted["last"] or 1, counted["replies"]
    newest = topic.posts.filter(shown).order_by("-created_at", "-number").first()
    if newest is not None:
        topic.last_post_at, topic.last_poster = newest.created_at, newest.author
    topic.save(update_fields=["last_number", "replies", "last_post_at", "last_poster"])
    # Who had read further than there is now would not hear of what comes next.
    TopicReader.objects.filter(topic=topic, read_number__gt=topic.last_number).update(read_number=topic.last_number)
    settle_solved(topic)
