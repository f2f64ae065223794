"""Say that something helps, or take it back. Doing it twice changes nothing."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from community.errors import NotAllowed, NotNow, TooMuch
from community.models import Post, PostVote, Topic, TopicVote
from community.operations.following import note_reading
from community.operations.joining import count
from community.operations.locking import lock_post, lock_topic
from community.permissions import Power, require
from community.standing import Standing
from helpdesk.lib.limits import allow
from helpdesk.lib.rows import insert_new

PUT_AWAY = "This forum is kept to be read, so votes stay as they are."
ENOUGH = "That were many votes in a short time. Go on in an hour."


@transaction.atomic
def vote_for_topic(topic: Topic, *, by: User, wants: bool, at: datetime | None = None) -> int:
    """“I have this question too”, or “I want this too”; return the votes. Who votes finds it among
    what they follow, and is told when an idea moves on, not of every word.

    Raises NotAllowed, NotNow, TooMuch.
    """
    require(Standing.of(by), Power.VOTE)
    topic = lock_topic(topic)
    if topic.author_id == by.pk:
        raise NotAllowed("Your own counts already.")
    if topic.forum.archived_at is not None:
        raise NotNow(PUT_AWAY)
    if not topic.is_open or topic.state in {Topic.State.SHIPPED, Topic.State.DECLINED}:
        raise NotNow("This is decided, so votes stay as they are.")
    changed = _vote(TopicVote(topic=topic, user=by, created_at=at or timezone.now()), "topic", wants)
    if changed:
        topic.votes += changed
        topic.save(update_fields=["votes"])
        if wants:
            note_reading(topic, by, number=1, follow=True, quiet=True, at=at)
    return topic.votes


@transaction.atomic
def vote_for_post(post: Post, *, by: User, helpful: bool, at: datetime | None = None) -> int:
    """“This helped me”; return the votes. Raises NotAllowed, NotNow, TooMuch."""
    require(Standing.of(by), Power.VOTE)
    post = lock_post(post)
    if post.author_id == by.pk:
        raise NotAllowed("Somebody else should say that this helps.")
    if post.removed_at is not None:
        raise NotNow("This post is not there any more.")
    if post.topic.forum.archived_at is not None:
        raise NotNow(PUT_AWAY)
    changed = _vote(PostVote(post=post, user=by, created_at=at or timezone.now()), "post", helpful)
    if changed:
        Post.objects.filter(pk=post.pk).update(votes=F("votes") + changed)
        _count_both(by, post.author, changed)
    return post.votes + changed


def _count_both(by: User, author: User | None, changed: int) -> None:
    """Count a vote with who gave and who got it, in one order whoever votes: two who help each other would deadlock."""
    if author is not None and author.pk < by.pk:
        count(author, votes_received=changed)
    count(by, votes_given=changed)
    if author is not None and author.pk >= by.pk:
        count(author, votes_received=changed)


def _vote(row: TopicVote | PostVote, about: str, wants: bool) -> int:
    """Store or take away a vote of which the thing is locked; return by how much the sum changed."""
    if wants:
        if not allow("community_vote", str(row.user_id), limit=100, seconds=3600):
            raise TooMuch(ENOUGH)
        return len(insert_new([row], unique=(about, "user")))
    mine = type(row)._default_manager.filter(**{about: getattr(row, about), "user": row.user})
    return -mine.delete()[0]
