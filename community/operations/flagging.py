"""Readers say that a post needs a moderator; moderators decide, and everything they do is written down."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from community.errors import NotAllowed, NotNow, TooMuch
from community.events import record
from community.models import Flag, Post
from community.operations.awaiting import due_of, settle_answered
from community.operations.editing import recount, remove_post
from community.operations.locking import lock_post
from community.operations.telling import tell_of_post
from community.permissions import Power, require
from community.search import index_topic
from community.selectors.moderation import words_read
from community.standing import Standing
from helpdesk.lib.limits import allow

Outcome = Flag.Outcome


@transaction.atomic
def flag_post(post: Post, *, by: User, reason: str, comment: str = "") -> Flag:
    """Ask a moderator to look at a post; once while nobody has. Raises NotAllowed, NotNow, TooMuch."""
    require(Standing.of(by), Power.FLAG)
    post = lock_post(post)
    if post.author_id == by.pk:
        raise NotAllowed("Change or take away your own post instead.")
    if post.removed_at is not None:
        raise NotNow("It is taken away already.")
    if found := Flag.objects.filter(post=post, by=by, decided_at=None).first():
        return found
    if not allow("community_flag", str(by.pk), limit=20, seconds=3600):
        raise TooMuch("That were many reports in a short time. Go on in an hour.")
    flag = Flag.objects.create(
        post=post, by=by, reason=Flag.Reason(reason), comment=comment.strip()[:500], created_at=timezone.now()
    )
    record("flagged", by=by, post=post, reason=flag.reason)
    return flag


@transaction.atomic
def decide(post: Post, *, keep: bool, by: User, seen: str = "") -> Post:
    """Decide all that is open about a post: it stays, and is shown if it waited; or it goes.

    `seen` stands for the words the moderator read (`words_read`): what was changed since is not shown unread. Raises
    NotAllowed, NotNow.
    """
    require(Standing.of(by), Power.MODERATE)
    post = lock_post(post)
    if keep and seen and seen != words_read(post):
        raise NotNow("Its author changed it meanwhile. Read it once more, then decide.")
    outcome = Outcome.REJECTED if keep else Outcome.UPHELD
    now = timezone.now()
    decided = Flag.objects.filter(post=post, decided_at=None).update(outcome=outcome, decided_at=now, decided_by=by)
    held = post.held_at is not None
    if held:
        _release(post)
    if not keep:
        remove_post(post, by=by, reason="moderated")
    elif held:
        if not post.is_first:
            settle_answered(post.topic, post)
        post.topic.refresh_from_db()
        tell_of_post(post, post.topic)
    if decided or held:
        record("kept" if keep else "turned_down", by=by, post=post, flags=decided, held=held)
    return post


def _release(post: Post) -> None:
    """Show what waited. The caller holds it and its topic."""
    topic = post.topic
    post.held_at = None
    post.save(update_fields=["held_at"])
    if post.is_first:
        # Nobody could answer before.
        topic.held_at, topic.alert_at = None, due_of(topic.forum, timezone.now())
        topic.save(update_fields=["held_at", "alert_at"])
        index_topic(topic)
    else:
        recount(topic, post, 1)
