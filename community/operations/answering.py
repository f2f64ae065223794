"""Say which answers solved a question, or that they did not."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from community.errors import NotAllowed, NotNow
from community.events import record
from community.models import Post, Topic
from community.operations.awaiting import solve_entered
from community.operations.connecting import flag_made_of
from community.operations.joining import count
from community.operations.locking import lock_post
from community.operations.telling import tell_of_answer
from community.permissions import may_accept
from community.search import index_topic
from community.standing import Standing


@transaction.atomic
def accept_answer(post: Post, *, by: User) -> Post:
    """Mark an answer as one that solved the question; there may be several. Raises NotAllowed, NotNow."""
    post = lock_post(post)
    if not may_accept(Standing.of(by), post.topic):
        raise NotAllowed
    if post.is_first or post.removed_at is not None or post.held_at is not None:
        raise NotNow("Only an answer can solve a question.")
    if post.accepted_at is not None:
        return post
    post.accepted_at, post.accepted_by = timezone.now(), by
    post.save(update_fields=["accepted_at", "accepted_by"])
    settle_solved(post.topic)
    if post.author_id != post.topic.author_id:
        count(post.author, answers_accepted=1)
    record("accepted", by=by, post=post)
    solve_entered(post.topic, by=by)
    tell_of_answer(post, by=by)
    index_topic(post.topic)
    return post


@transaction.atomic
def unaccept_answer(post: Post, *, by: User) -> Post:
    """Say that an answer did not solve it after all. Raises NotAllowed."""
    post = lock_post(post)
    if not may_accept(Standing.of(by), post.topic):
        raise NotAllowed
    if post.accepted_at is None:
        return post
    post.accepted_at = post.accepted_by = None
    post.save(update_fields=["accepted_at", "accepted_by"])
    settle_solved(post.topic)
    if post.author_id != post.topic.author_id:
        count(post.author, answers_accepted=-1)
    record("unaccepted", by=by, post=post)
    flag_made_of(post, by=by, withdrawn=True)
    index_topic(post.topic)
    return post


def settle_solved(topic: Topic) -> None:
    """Keep since when a topic is solved: the first of the answers that stand. The caller holds it."""
    first = topic.posts.filter(accepted_at__isnull=False, removed_at=None).order_by("accepted_at").first()
    solved = first.accepted_at if first else None
    if solved != topic.solved_at:
        topic.solved_at = solved
        topic.save(update_fields=["solved_at"])
